/** Chooses the page's language. */
import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";

const languages = [
  { value: "en", label: "English" },
  { value: "ru", label: "Русский" },
];

export function LanguageSwitch({ size = "sm" }: { size?: string }) {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t("common.language")}
      size={size}
      data={languages}
      value={i18n.language}
      onChange={(language) => void i18n.changeLanguage(language)}
    />
  );
}
