/** What stands on a question's buttons for those who read another language. Out of the way until it is wanted. */
import { Button, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLanguage } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "#shared/schemas/language.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { languageNames } from "../../components/language-names.ts";
import type { DraftField } from "./form-draft.ts";
import { optionsOf } from "./own-settings.ts";
import type { ChangeQuestion } from "./question-settings.tsx";

interface Props {
  field: DraftField;
  fault: string | null;
  onChange: ChangeQuestion;
}

export function OptionTexts({ field, fault, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [opened, { toggle }] = useDisclosure();
  // The page's reader has most likely written the options in their own language.
  const [language, setLanguage] = useState<Language>(i18n.language === "ru" ? "en" : "ru");
  const place = useId();
  const options = [...new Set(optionsOf(field))];
  const shown = opened || fault !== null;
  if (options.length === 0) return null;

  const textsOf = (option: string): Translations =>
    Object.hasOwn(field.optionTexts, option) ? field.optionTexts[option]! : {};
  const translate = (option: string, text: string) => {
    const { [language]: _, ...others } = textsOf(option);
    const texts = text.trim() === "" ? others : { ...others, [language]: text };
    onChange({ optionTexts: { ...field.optionTexts, [option]: texts } }, "optionTexts");
  };
  const isTranslated = (into: Language) => options.some((option) => textsOf(option)[into] !== undefined);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        mt={6}
        leftSection={<IconLanguage size={16} aria-hidden />}
        aria-expanded={shown}
        aria-controls={place}
        onClick={toggle}
      >
        {t("question.optionTexts")}
        {!shown && languages.some(isTranslated) && " ✓"}
      </Button>
      {shown && (
        <Stack id={place} gap="xs" mt="xs" ps="md" role="group" aria-label={t("question.optionTexts")}>
          <SegmentedControl
            size="xs"
            style={{ alignSelf: "flex-start" }}
            aria-label={t("translations.label", { name: t("question.options") })}
            data={languages.map((value) => ({
              value,
              label: isTranslated(value) ? `${languageNames[value]} ✓` : languageNames[value],
            }))}
            value={language}
            onChange={(next) => setLanguage(next as Language)}
          />
          <Text size="xs" c="dimmed">
            {t("question.optionTextsText")}
          </Text>
          {options.map((option) => (
            <TextInput
              key={option}
              size="xs"
              label={option}
              placeholder={option}
              lang={language}
              dir="auto"
              maxLength={64}
              error={fault !== null}
              value={textsOf(option)[language] ?? ""}
              onChange={(event) => translate(option, event.currentTarget.value)}
            />
          ))}
          {fault && (
            <Text size="sm" c="red" role="alert">
              {fault}
            </Text>
          )}
        </Stack>
      )}
    </>
  );
}
