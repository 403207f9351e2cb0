/** What the form is called, whether it is open, and the link that leads to it. */
import { Select, Stack, Switch, Text, Textarea, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import type { Form } from "#shared/schemas/form.ts";
import { CopyLine } from "../../components/copy-line.tsx";
import { formLink } from "../../components/form-link.ts";
import { TranslatedField } from "../../components/translated-field.tsx";
import { countries } from "./countries.ts";
import type { FormDraft } from "./form-draft.ts";

interface Props {
  bot: Bot;
  form: Form | null;
  draft: FormDraft;
  faultText: (place: string) => string | null;
  onChange: (draft: FormDraft, place?: string) => void;
}

export function AboutForm({ bot, form, draft, faultText, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const offered = useMemo(() => countries(i18n.language), [i18n.language]);
  const asksPhone = draft.fields.some(({ type }) => type === "phone");
  const link = form && formLink(bot, form.id);
  return (
    <Stack gap="md">
      <Title order={2}>{t("forms.about")}</Title>
      <TranslatedField
        single
        label={t("forms.name")}
        description={t("forms.nameText")}
        maxLength={100}
        value={draft.name}
        error={faultText("name")}
        onChange={(name) => onChange({ ...draft, name }, "name")}
        translations={draft.names}
        onTranslate={(names) => onChange({ ...draft, names }, "name")}
      />
      <Textarea
        label={t("forms.description")}
        description={t("forms.descriptionText")}
        minRows={1}
        maxRows={8}
        maxLength={1000}
        dir="auto"
        value={draft.description}
        error={faultText("description")}
        onChange={(event) => onChange({ ...draft, description: event.currentTarget.value }, "description")}
      />
      {(asksPhone || draft.defaultCountry) && (
        <Select
          label={t("forms.country")}
          description={t("forms.countryText")}
          placeholder={t("forms.noCountry")}
          data={offered}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("common.clear") }}
          nothingFoundMessage={t("forms.nothingFound")}
          limit={60}
          value={draft.defaultCountry}
          error={faultText("defaultCountry")}
          onChange={(country) => onChange({ ...draft, defaultCountry: country }, "defaultCountry")}
        />
      )}
      <Switch
        label={t("forms.isActive")}
        description={t("forms.isActiveText")}
        checked={draft.isActive}
        onChange={(event) => onChange({ ...draft, isActive: event.currentTarget.checked })}
      />
      {form && (
        <div>
          <Text size="sm" fw={500}>
            {t("forms.link")}
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            {link ? t("forms.linkText") : t("forms.noLink")}
          </Text>
          {link && <CopyLine value={link} label={t("forms.copyLink")} />}
        </div>
      )}
    </Stack>
  );
}
