/** The options of a question, and what stands for them in other languages. */
import { Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { OptionTexts } from "./option-texts.tsx";
import type { OwnSettingsProps } from "./question-settings.tsx";

export function QuestionOptions({ field, fault, onChange }: OwnSettingsProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Textarea
        label={t("question.options")}
        description={t("question.optionsText")}
        minRows={3}
        maxRows={12}
        dir="auto"
        value={field.options}
        error={fault("options")}
        onChange={(event) => onChange({ options: event.currentTarget.value }, "options")}
      />
      <OptionTexts field={field} fault={fault("optionTexts")} onChange={onChange} />
    </div>
  );
}
