/** Marks what comes from the page's test chat, and from nobody in Telegram. */
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function FromTestChat() {
  const { t } = useTranslation();
  return (
    <Badge component="span" variant="default" size="xs" ms={8} tt="none" fw={500} title={t("deliveries.previewText")}>
      {t("deliveries.preview")}
    </Badge>
  );
}
