/** Which answers count, as far as a type of question has limits. */
import { NumberInput, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TranslatedField } from "../../components/translated-field.tsx";
import { DayLimit } from "./day-limit.tsx";
import type { DraftField } from "./form-draft.ts";
import type { ChangeQuestion } from "./question-settings.tsx";

interface Props {
  field: DraftField;
  fault: (place: string) => string | null;
  onChange: ChangeQuestion;
}

type Numeric = "minLength" | "maxLength" | "min" | "max" | "fewest" | "most" | "maxMegabytes";

export function QuestionLimits({ field, fault, onChange }: Props) {
  const { t } = useTranslation();
  const number = (name: Numeric, { min = 0, max, whole = true }: { min?: number; max?: number; whole?: boolean }) => (
    <NumberInput
      label={t(`question.${name}`)}
      min={min}
      max={max}
      allowDecimal={!whole}
      value={field[name]}
      onChange={(value) => onChange({ [name]: value }, "validation")}
    />
  );
  const limits = () => {
    switch (field.type) {
      case "text":
        return (
          <>
            {number("minLength", { max: 4096 })}
            {number("maxLength", { min: 1, max: 4096 })}
          </>
        );
      case "number":
        return (
          <>
            {number("min", { min: Number.MIN_SAFE_INTEGER, whole: false })}
            {number("max", { min: Number.MIN_SAFE_INTEGER, whole: false })}
          </>
        );
      case "date":
        return (
          <>
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
          </>
        );
      case "multiselect":
        return (
          <>
            {number("fewest", { max: 200 })}
            {number("most", { min: 1, max: 200 })}
          </>
        );
      case "photo":
        return number("maxMegabytes", { max: 20, whole: false });
      default:
        return null;
    }
  };
  const shown = limits();
  if (!shown) return null;
  const wrong = fault("validation");
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {shown}
      </SimpleGrid>
      {wrong && (
        <Text size="sm" c="red" role="alert" mt={-8}>
          {wrong}
        </Text>
      )}
      {field.type === "number" && (
        <Switch
          label={t("question.integer")}
          checked={field.integer}
          onChange={(event) => onChange({ integer: event.currentTarget.checked }, "validation")}
        />
      )}
      {field.type === "text" && (
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
      )}
      {field.type === "text" && field.pattern !== "" && (
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
    </Stack>
  );
}
