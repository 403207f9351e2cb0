/** One message: its words as they are, its time, and how it fared. */
import { Text, Tooltip } from "@mantine/core";
import { IconAlertCircle, IconCheck, IconClock, IconQuestionMark, IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "#shared/schemas/conversation.ts";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import classes from "./conversations.module.css";
import { ReceivedFile } from "./received-file.tsx";

const icons = { sending: IconClock, sent: IconCheck, failed: IconAlertCircle, unknown: IconQuestionMark };

/** What messages carry, as far as it has a name here. */
const kinds = ["callback", "photo", "document", "voice", "video", "sticker", "contact", "location"] as const;

export function MessageBubble({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { direction, content, messageType, file, status, error, aiProcessed, tokensUsed } = message;
  const kind = kinds.find((known) => known === messageType);
  return (
    <article className={classes.message} data-direction={direction} data-status={status}>
      {file && <ReceivedFile file={file} />}
      {messageType !== "text" && !file && (
        <Text size="xs" c="dimmed" className="foreign">
          {kind ? t(`conversations.kinds.${kind}`) : t("conversations.kind", { kind: messageType })}
        </Text>
      )}
      {content && (
        <Foreign size="sm" multiline display="block">
          {content}
        </Foreign>
      )}
      {status === "failed" && (
        <Text size="xs" c="red" mt={4} className="foreign" dir="auto">
          {error ?? t("conversations.statusTexts.failed")}
        </Text>
      )}
      <div className={classes.meta}>
        {aiProcessed && direction === "outbound" && (
          <Tooltip
            label={
              tokensUsed === null
                ? t("conversations.ai")
                : `${t("conversations.ai")} · ${t("test.tokens", { count: tokensUsed })}`
            }
          >
            <IconSparkles size={13} role="img" aria-label={t("conversations.ai")} />
          </Tooltip>
        )}
        <Moment at={message.createdAt} />
        <Status status={status} />
      </div>
    </article>
  );
}

function Status({ status }: { status: Message["status"] }) {
  const { t } = useTranslation();
  if (status === "received") return null;
  const Icon = icons[status];
  return (
    <Tooltip label={t(`conversations.statusTexts.${status}`)} events={{ hover: true, focus: true, touch: true }}>
      <span style={{ display: "inline-flex", gap: 3, alignItems: "center" }}>
        <Icon size={13} aria-hidden />
        {t(`conversations.statuses.${status}`)}
      </span>
    </Tooltip>
  );
}
