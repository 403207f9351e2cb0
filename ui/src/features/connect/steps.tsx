/** The frame of the four steps from a token to the first message. */
import { Container, Stepper, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../../components/page-title.tsx";

/** In order. The first makes the bot; the others belong to one that exists. */
export const stepNames = ["token", "instructions", "try", "done"] as const;

export type StepName = (typeof stepNames)[number];

interface Props {
  step: StepName;
  /** Leads to another step, where that is possible. */
  onStep?: (step: StepName) => void;
  children: ReactNode;
}

export function Steps({ step, onStep, children }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 48em)");
  const active = stepNames.indexOf(step);
  return (
    <Container size={760} px={{ base: "md", sm: "xl" }} py={{ base: "lg", sm: 36 }}>
      <PageTitle>{t("connect.title")}</PageTitle>
      <Title order={1} mb="lg">
        {t("connect.title")}
      </Title>
      <Stepper
        active={active}
        size="sm"
        iconSize={34}
        mb="xl"
        aria-label={t("connect.steps.label")}
        onStepClick={(index) => onStep?.(stepNames[index] ?? step)}
      >
        {stepNames.map((name, index) => (
          <Stepper.Step
            key={name}
            label={narrow && index !== active ? undefined : t(`connect.steps.${name}`)}
            aria-label={t(`connect.steps.${name}`)}
            allowStepSelect={onStep !== undefined && index > 0 && index !== active}
          />
        ))}
      </Stepper>
      {children}
    </Container>
  );
}
