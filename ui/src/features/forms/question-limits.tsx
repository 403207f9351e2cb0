/** Which answers count: a part for each type of question that has limits. */
import { NumberInput, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TranslatedField } from "../../components/translated-field.tsx";
import { DayLimit } from "./day-limit.tsx";
import type { OwnSettingsProps } from "./question-settings.tsx";

export function TextLimits(props: OwnSettingsProps) {
  const { t } = useTranslation();
  const { field, fault, onChange } = props;
  return (
    <Limits
      fault={fault("validation")}
      besides={
        <>
          <TextInput
            label={t("question.pattern")}
            description={t("question.patternText")}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            maxLength={500}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            value={field.pattern}
            error={fault("pattern")}
            onChange={(event) => onChange({ pattern: event.currentTarget.value }, "pattern")}
          />
          {field.pattern !== "" && (
            <TranslatedField
              single
              label={t("question.patternHint")}
              description={t("question.patternHintText")}
              maxLength={200}
              value={field.patternHint}
              error={fault("patternHint")}
              onChange={(patternHint) => onChange({ patternHint }, "patternHint")}
              translations={field.patternHints}
              onTranslate={(patternHints) => onChange({ patternHints }, "patternHint")}
            />
          )}
        </>
      }
    >
      <Limit {...props} name="minLength" max={4096} />
      <Limit {...props} name="maxLength" min={1} max={4096} />
    </Limits>
  );
}

export function NumberLimits(props: OwnSettingsProps) {
  const { t } = useTranslation();
  const { field, fault, onChange } = props;
  return (
    <Limits
      fault={fault("validation")}
      besides={
        <Switch
          label={t("question.integer")}
          checked={field.integer}
          onChange={(event) => onChange({ integer: event.currentTarget.checked }, "validation")}
        />
      }
    >
      <Limit {...props} name="min" min={Number.MIN_SAFE_INTEGER} decimals />
      <Limit {...props} name="max" min={Number.MIN_SAFE_INTEGER} decimals />
    </Limits>
  );
}

export function DayLimits({ field, fault, onChange }: OwnSettingsProps) {
  const { t } = useTranslation();
  return (
    <Limits fault={fault("validation")}>
      <DayLimit
        label={t("question.earliest")}
        value={field.earliest}
        onChange={(earliest) => onChange({ earliest }, "validation")}
      />
      <DayLimit
        label={t("question.latest")}
        value={field.latest}
        onChange={(latest) => onChange({ latest }, "validation")}
      />
    </Limits>
  );
}

/** How many of the options may be chosen. */
export const ChoiceLimits = (props: OwnSettingsProps) => (
  <Limits fault={props.fault("validation")}>
    <Limit {...props} name="fewest" max={200} />
    <Limit {...props} name="most" min={1} max={200} />
  </Limits>
);

export const PhotoLimits = (props: OwnSettingsProps) => (
  <Limits fault={props.fault("validation")}>
    <Limit {...props} name="maxMegabytes" max={20} decimals />
  </Limits>
);

interface LimitsProps {
  fault: string | null;
  children: ReactNode;
  /** Stands below the limits. */
  besides?: ReactNode;
}

const Limits = ({ fault, children, besides }: LimitsProps) => (
  <Stack gap="md">
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      {children}
    </SimpleGrid>
    {fault && (
      <Text size="sm" c="red" role="alert" mt={-8}>
        {fault}
      </Text>
    )}
    {besides}
  </Stack>
);

interface LimitProps extends OwnSettingsProps {
  name: "minLength" | "maxLength" | "min" | "max" | "fewest" | "most" | "maxMegabytes";
  min?: number;
  max?: number;
  decimals?: boolean;
}

function Limit({ field, onChange, name, min = 0, max, decimals = false }: LimitProps) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t(`question.${name}`)}
      min={min}
      max={max}
      allowDecimal={decimals}
      value={field[name]}
      onChange={(value) => onChange({ [name]: value }, "validation")}
    />
  );
}
