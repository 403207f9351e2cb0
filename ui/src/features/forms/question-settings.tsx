/** Everything about one question: what it asks, which answers count, and when it is asked. */
import { Select, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FieldType } from "#shared/schemas/form.ts";
import { TranslatedField } from "../../components/translated-field.tsx";
import { ConditionEditor } from "./condition-editor.tsx";
import { fieldLooks } from "./field-looks.tsx";
import type { DraftField, FormDraft } from "./form-draft.ts";
import type { Faults } from "./form-faults.ts";
import { useFaultText } from "./use-fault-text.ts";

/** @param place at which nothing is complained about any more */
export type ChangeQuestion = (change: Partial<Omit<DraftField, "id" | "nameFollows">>, place: string) => void;

/** What a type's own settings are shown with. */
export interface OwnSettingsProps {
  field: DraftField;
  /** @returns what is wrong there, in words */
  fault: (place: string) => string | null;
  onChange: ChangeQuestion;
}

interface Props {
  draft: FormDraft;
  field: DraftField;
  faults: Faults;
  isSaved: boolean;
  onChange: ChangeQuestion;
}

export function QuestionSettings({ draft, field, faults, isSaved, onChange }: Props) {
  const { t } = useTranslation();
  const faultText = useFaultText(faults);
  const fault = (place: string) => faultText(`${field.id}.${place}`);
  const { settings = [] } = fieldLooks[field.type];
  return (
    <Stack gap="md">
      <TranslatedField
        label={t("question.label")}
        description={t("question.labelText", { names: "{first_name}, {username}, {bot_name}" })}
        minRows={1}
        maxRows={8}
        maxLength={1000}
        autoFocus={field.label === ""}
        value={field.label}
        error={fault("label")}
        onChange={(label) => onChange({ label }, "label")}
        translations={field.labels}
        onTranslate={(labels) => onChange({ labels }, "label")}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Select
          label={t("question.type")}
          data={FieldType.options.map((type) => ({ value: type, label: t(`forms.types.${type}.name`) }))}
          allowDeselect={false}
          value={field.type}
          onChange={(type) => type && onChange({ type: type as FieldType }, "validation")}
        />
        <Switch
          label={t("question.required")}
          mt={{ base: 0, xs: 32 }}
          checked={field.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked }, "required")}
        />
      </SimpleGrid>
      {settings.map((Part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what two types share stays as it is when one becomes the other
        <Part key={place} field={field} fault={fault} onChange={onChange} />
      ))}
      <TranslatedField
        single
        label={t("question.help")}
        description={t("question.helpText")}
        maxLength={1000}
        value={field.help}
        error={fault("help")}
        onChange={(help) => onChange({ help }, "help")}
        translations={field.helps}
        onTranslate={(helps) => onChange({ helps }, "help")}
      />
      <ConditionEditor draft={draft} field={field} fault={fault("condition")} onChange={onChange} />
      <TextInput
        label={t("question.name")}
        description={
          <>
            {t("question.nameText")}
            {isSaved && !field.nameFollows && (
              <Text component="span" inherit display="block">
                {t("question.nameWarning")}
              </Text>
            )}
          </>
        }
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        maw={340}
        maxLength={32}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={field.name}
        error={fault("name")}
        onChange={(event) => onChange({ name: event.currentTarget.value }, "name")}
      />
    </Stack>
  );
}
