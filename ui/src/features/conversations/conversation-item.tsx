/** One conversation in the list: who, when, and the last words. */
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Conversation } from "#shared/schemas/conversation.ts";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import classes from "./conversations.module.css";
import { title } from "./title.ts";

export function ConversationItem({ conversation, open }: { conversation: Conversation; open: boolean }) {
  const { t } = useTranslation();
  const { botId, id, state, lastMessage, lastMessageAt } = conversation;
  return (
    <Link href={`/bots/${botId}/conversations/${id}`} className={classes.item} aria-current={open}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Foreign fw={600} size="sm" truncate>
          {title(conversation)}
        </Foreign>
        <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          <Moment at={lastMessageAt} />
        </Text>
      </Group>
      <Foreign size="sm" c="dimmed" truncate display="block">
        {state === "blocked" ? t("conversations.blocked") : (lastMessage ?? t("conversations.noText"))}
      </Foreign>
    </Link>
  );
}
