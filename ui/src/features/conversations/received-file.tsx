/** What somebody sent: an image as such, anything else by its name, to be downloaded; or why it is not there. */
import { Anchor, Text } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MessageFile } from "#shared/schemas/conversation.ts";
import classes from "./conversations.module.css";

/** What every browser shows. */
const shown = ["image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", "image/avif"];

export function ReceivedFile({ file }: { file: MessageFile }) {
  const { t } = useTranslation();
  const name = file.name ?? t("conversations.file");
  if (file.state !== "kept")
    return (
      <Text size="xs" c="dimmed" component="div" dir="auto">
        {file.name && <div className={classes.file}>{file.name}</div>}
        {file.state === "pending" ? t("conversations.filePending") : t(`conversations.notKept.${file.reason}`)}
      </Text>
    );
  const href = `/api/v1/files/${encodeURIComponent(file.id)}`;
  if (shown.includes(file.contentType))
    return (
      <a href={href} target="_blank" rel="noreferrer">
        <img src={href} alt={file.name ?? t("conversations.photo")} loading="lazy" className={classes.photo} />
      </a>
    );
  return (
    <Anchor href={href} download size="sm" className={classes.file} dir="auto">
      <IconFile size={16} aria-hidden />
      {name}
    </Anchor>
  );
}
