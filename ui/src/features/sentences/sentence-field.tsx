/** One sentence: what the bot says by itself stands in the empty field; what is written takes its place. */
import { Button, Text, Textarea } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "#shared/schemas/language.ts";
import type { Sentence } from "#shared/schemas/sentence.ts";

interface Props {
  sentence: Sentence;
  language: Language;
  value: string;
  error: string | null;
  /** The same function at each drawing: there are many of these. */
  onChange: (id: string, text: string) => void;
}

export const SentenceField = memo(function SentenceField({ sentence, language, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const { id, args, maxLength, defaults } = sentence;
  const places = args.filter((arg) => defaults[language].includes(`$${arg}`)).map((arg) => `{ $${arg} }`);
  const own = value !== "";
  return (
    <Textarea
      id={`sentence-${id}`}
      label={
        <Text span size="xs" ff="monospace" c="dimmed" fw={own ? 700 : 400}>
          {id}
        </Text>
      }
      description={places.length > 0 ? t("sentences.places", { names: places.join(" ") }) : undefined}
      inputWrapperOrder={["label", "input", "error", "description"]}
      placeholder={defaults[language]}
      minRows={1}
      maxRows={12}
      maxLength={maxLength}
      dir="auto"
      lang={language}
      value={value}
      error={error}
      rightSectionWidth={own ? 120 : 0}
      rightSection={
        own && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={t("sentences.resetNamed", { name: id })}
            onClick={() => onChange(id, "")}
          >
            {t("sentences.reset")}
          </Button>
        )
      }
      onChange={(event) => onChange(id, event.currentTarget.value)}
    />
  );
});
