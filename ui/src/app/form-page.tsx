/** One form: its questions and its submissions, one click apart. */
import { Badge, Box, Group, SegmentedControl, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { formQuery } from "../api/forms.ts";
import { BackLink } from "../components/back-link.tsx";
import { Foreign } from "../components/foreign.tsx";
import { NotFound } from "../components/not-found.tsx";
import { Section } from "../components/section.tsx";
import { FormSkeleton } from "../components/skeletons.tsx";

const FormEditor = lazy(async () => ({ default: (await import("../features/forms/form-editor.tsx")).FormEditor }));
const NewForm = lazy(async () => ({ default: (await import("../features/forms/new-form.tsx")).NewForm }));

const Submissions = lazy(async () => ({
  default: (await import("../features/submissions/submissions.tsx")).Submissions,
}));

const views = ["questions", "submissions"] as const;

interface Props {
  botId: string;
  /** A form's id, or `new`. */
  formId: string;
  /** What of the form is shown, or the template of a new one. */
  view: string | null;
}

export function FormPage({ botId, formId, view }: Props) {
  const { t } = useTranslation();
  if (formId !== "new") return <Known botId={botId} formId={formId} view={view ?? "questions"} />;
  return (
    <>
      <BackToForms botId={botId} />
      <Title order={2} mb="md">
        {t("forms.add")}
      </Title>
      <Section fallback={<FormSkeleton />}>
        <NewForm botId={botId} template={view} />
      </Section>
    </>
  );
}

function Known({ botId, formId, view }: { botId: string; formId: string; view: string }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const current = views.find((known) => known === view);
  if (!current || form.botId !== botId) return <NotFound />;
  const home = `/bots/${botId}/forms/${formId}`;
  return (
    <>
      <BackToForms botId={botId} />
      <Group justify="space-between" mb="lg" gap="sm">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Title order={2} lineClamp={2}>
            <Foreign inherit>{form.name}</Foreign>
          </Title>
          {!form.isActive && (
            <Badge variant="default" tt="none" fw={500} style={{ flex: "none" }}>
              {t("forms.off")}
            </Badge>
          )}
        </Group>
        <SegmentedControl
          aria-label={t("forms.views.label")}
          data={views.map((value) => ({
            value,
            label:
              value === "submissions"
                ? `${t("forms.views.submissions")} · ${form.submissionsCount}`
                : t(`forms.views.${value}`),
          }))}
          value={current}
          onChange={(next) => navigate(next === "questions" ? home : `${home}/${next}`)}
        />
      </Group>
      <Section key={current} fallback={<FormSkeleton />}>
        {current === "submissions" && <Submissions botId={botId} formId={form.id} />}
        {current === "questions" && <FormEditor key={form.id} botId={botId} form={form} begun={form} />}
      </Section>
    </>
  );
}

function BackToForms({ botId }: { botId: string }) {
  const { t } = useTranslation();
  return (
    <Box mb="xs">
      <BackLink href={`/bots/${botId}/forms`}>{t("forms.back")}</BackLink>
    </Box>
  );
}
