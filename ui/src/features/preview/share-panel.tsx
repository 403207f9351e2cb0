/** A contact or a place to send: filled in already, so that one press is enough, and changeable, to try others. */
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { focusFirstError } from "../../components/focus-first-error.ts";
import classes from "./preview.module.css";
import type { PersonLanguage, Preview } from "./use-preview.ts";

interface Props {
  preview: Preview;
  language: PersonLanguage;
  firstName: string;
  onDone: () => void;
}

const examples = {
  en: { phone: "+49 30 901820", place: "52.52, 13.405" },
  ru: { phone: "+7 912 345-67-89", place: "55.7558, 37.6173" },
};

export function ContactPanel({ preview, language, firstName, onDone }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { phone: examples[language].phone, name: firstName, own: true },
    validate: {
      phone: (phone) => (phone.trim() === "" ? t("tryOut.noPhone") : null),
      name: (name) => (name.trim() === "" ? t("tryOut.noName") : null),
    },
  });
  return (
    <form
      noValidate
      className={classes.share}
      aria-label={t("tryOut.contact")}
      onSubmit={form.onSubmit(({ phone, name, own }) => {
        onDone();
        void preview.sendContact(phone.trim(), name.trim(), own);
      }, focusFirstError(form))}
    >
      <Stack gap="xs">
        <Group gap="xs" align="flex-start" grow>
          <TextInput
            size="xs"
            label={t("tryOut.phone")}
            inputMode="tel"
            maxLength={32}
            data-autofocus
            autoFocus
            {...form.getInputProps("phone")}
          />
          <TextInput size="xs" label={t("tryOut.name")} maxLength={64} dir="auto" {...form.getInputProps("name")} />
        </Group>
        <Checkbox size="xs" label={t("tryOut.own")} {...form.getInputProps("own", { type: "checkbox" })} />
        <Buttons submit={t("tryOut.sendContact")} onCancel={onDone} />
      </Stack>
    </form>
  );
}

export function LocationPanel({ preview, language, onDone }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { place: examples[language].place },
    validate: { place: (place) => (coordinates(place) ? null : t("tryOut.noPlace")) },
  });
  return (
    <form
      noValidate
      className={classes.share}
      aria-label={t("tryOut.location")}
      onSubmit={form.onSubmit(({ place }) => {
        const found = coordinates(place);
        if (!found) return;
        onDone();
        void preview.sendLocation(...found);
      }, focusFirstError(form))}
    >
      <Stack gap="xs">
        <TextInput
          size="xs"
          label={t("tryOut.coordinates")}
          maxLength={40}
          data-autofocus
          autoFocus
          {...form.getInputProps("place")}
        />
        <Buttons submit={t("tryOut.sendLocation")} onCancel={onDone} />
      </Stack>
    </form>
  );
}

const Buttons = ({ submit, onCancel }: { submit: string; onCancel: () => void }) => {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Button type="submit" size="xs">
        {submit}
      </Button>
      <Button variant="default" size="xs" onClick={onCancel}>
        {t("common.cancel")}
      </Button>
    </Group>
  );
};

/** @returns `null` for anything but a latitude and a longitude */
function coordinates(text: string): [latitude: number, longitude: number] | null {
  const [latitude, longitude, ...more] = text.split(/\s*[,;]\s*|\s+/).map((part) => Number(part || Number.NaN));
  if (latitude === undefined || longitude === undefined || more.length > 0) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}
