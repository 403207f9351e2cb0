/** Asks a question only after a certain answer to an earlier one. */
import { Button, Group, Input, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconGitBranch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { answerKindOf } from "#shared/schemas/field-types.ts";
import type { FieldCondition } from "#shared/schemas/form.ts";
import { askable, type DraftCondition, type DraftField, type FormDraft, operatorsOf } from "./form-draft.ts";
import { optionsOf } from "./own-settings.ts";
import type { ChangeQuestion } from "./question-settings.tsx";

interface Props {
  draft: FormDraft;
  field: DraftField;
  fault: string | null;
  onChange: ChangeQuestion;
}

export function ConditionEditor({ draft, field, fault, onChange }: Props) {
  const { t } = useTranslation();
  const { condition } = field;
  const offered = askable(draft, field.id);
  const set = (after: DraftCondition | null) => onChange({ condition: after }, "condition");
  const begin = (asked: DraftField) =>
    set({ of: asked.id, operator: operatorsOf(asked.type)[0]!, value: optionsOf(asked)[0] ?? "" });

  if (!condition) {
    const last = offered.at(-1);
    if (!last) return null;
    return (
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconGitBranch size={16} aria-hidden />}
          onClick={() => begin(last)}
        >
          {t("question.addCondition")}
        </Button>
      </Group>
    );
  }
  const asked = draft.fields.find(({ id }) => id === condition.of);
  const choices = asked && !offered.includes(asked) ? [...offered, asked] : offered;
  return (
    <Input.Wrapper label={t("question.condition")} labelElement="div" error={fault}>
      <Stack gap="xs" role="group" aria-label={t("question.condition")}>
        <Select
          aria-label={t("question.of")}
          data={choices.map(({ id, label, name }) => ({
            value: String(id),
            label: `${draft.fields.findIndex((one) => one.id === id) + 1}. ${label.trim() || name}`,
          }))}
          allowDeselect={false}
          error={fault !== null}
          value={asked ? String(asked.id) : null}
          onChange={(id) => {
            const chosen = choices.find((one) => String(one.id) === id);
            if (chosen) begin(chosen);
          }}
        />
        {asked && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
            <Select
              aria-label={t("question.operator")}
              data={operatorsOf(asked.type).map((operator) => ({
                value: operator,
                label:
                  operator === "exceeds" && answerKindOf(asked.type) === "day"
                    ? t("question.later")
                    : t(`question.operators.${operator}`),
              }))}
              allowDeselect={false}
              value={condition.operator}
              onChange={(operator) =>
                operator && set({ ...condition, operator: operator as FieldCondition["operator"] })
              }
            />
            <ConditionValue asked={asked} condition={condition} onChange={(value) => set({ ...condition, value })} />
          </SimpleGrid>
        )}
        <Group justify="space-between" gap="xs">
          <Text size="xs" c="dimmed">
            {t("question.conditionText")}
          </Text>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => set(null)}>
            {t("question.removeCondition")}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

interface ValueProps {
  asked: DraftField;
  condition: DraftCondition;
  onChange: (value: string) => void;
}

/** A control for the type of answer that it is compared with. */
function ConditionValue({ asked, condition, onChange }: ValueProps) {
  const { t } = useTranslation();
  const label = t("question.value");
  const { value } = condition;
  const kind = answerKindOf(asked.type);
  if (kind === "number")
    return <NumberInput aria-label={label} value={value} onChange={(number) => onChange(String(number))} />;
  if (kind === "day")
    return (
      <TextInput
        type="date"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (kind === "option" || kind === "options") {
    const options = [...new Set(optionsOf(asked))];
    return (
      <Select
        aria-label={label}
        placeholder={t("menu.choose")}
        data={options}
        error={value !== "" && !options.includes(value)}
        value={options.includes(value) ? value : null}
        onChange={(option) => onChange(option ?? "")}
      />
    );
  }
  return (
    <TextInput
      aria-label={label}
      maxLength={200}
      dir="auto"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
