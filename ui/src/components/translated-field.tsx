/**
 * A text with translations: the text itself is what everybody gets, a translation is for those whose Telegram speaks that
 * language. A translation that is left empty is none.
 */
import { Box, SegmentedControl, Text, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "#shared/schemas/language.ts";
import type { Translations } from "#shared/schemas/translations.ts";

interface Props {
  label: string;
  description?: string;
  placeholder?: string;
  /** In one line. */
  single?: boolean;
  minRows?: number;
  maxRows?: number;
  maxLength: number;
  autoFocus?: boolean;
  value: string;
  error?: ReactNode;
  /** What is wrong with translations. */
  errors?: Partial<Record<Language, ReactNode>>;
  /** Where the form looks for the field to show its error. */
  path?: string;
  onChange: (text: string) => void;
  translations: Translations;
  onTranslate: (translations: Translations) => void;
}

const names: Record<Language, string> = { en: "English", ru: "Русский" };

export function TranslatedField({
  single = false,
  minRows = 3,
  maxRows = 10,
  placeholder,
  value,
  error,
  errors = {},
  path,
  onChange,
  translations,
  onTranslate,
  ...rest
}: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Language | "all">("all");
  // What is wrong must be seen, whichever language was being written.
  useEffect(() => {
    if (error) setChosen("all");
  }, [error]);
  const translate = (language: Language, text: string) => {
    const { [language]: _, ...others } = translations;
    onTranslate(text.trim() === "" ? others : { ...others, [language]: text });
  };
  const own = chosen === "all" ? value : (translations[chosen] ?? "");
  const field = {
    ...rest,
    dir: "auto" as const,
    "data-path": path,
    error: chosen === "all" ? error : errors[chosen],
    lang: chosen === "all" ? undefined : chosen,
    placeholder: chosen === "all" ? placeholder : value || placeholder,
    value: own,
    onChange: (event: { currentTarget: { value: string } }) =>
      chosen === "all" ? onChange(event.currentTarget.value) : translate(chosen, event.currentTarget.value),
  };
  return (
    <Box>
      {single ? <TextInput {...field} /> : <Textarea {...field} minRows={minRows} maxRows={maxRows} />}
      <SegmentedControl
        size="xs"
        mt={6}
        aria-label={t("translations.label", { name: rest.label })}
        data={[
          { value: "all", label: t("translations.all") },
          ...languages.map((language) => ({
            value: language,
            label: translations[language] ? `${names[language]} ✓` : names[language],
          })),
        ]}
        value={chosen}
        onChange={(next) => setChosen(next as typeof chosen)}
      />
      {chosen !== "all" && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("translations.text", { language: names[chosen] })}
        </Text>
      )}
    </Box>
  );
}
