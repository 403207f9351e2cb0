/** One conversation, live: new messages come in by themselves, older ones are loaded on demand. */
import { ActionIcon, Box, Group, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { usePrefetchInfiniteQuery, useQuery, useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { useStickToEnd } from "../../components/use-stick-to-end.ts";
import classes from "./conversations.module.css";
import { MessageBubble } from "./message-bubble.tsx";
import { conversationQuery, historyQuery, latestQuery } from "./queries.ts";
import { timeline } from "./timeline.ts";
import { title } from "./title.ts";

export function Thread({ botId, id }: { botId: string; id: string }) {
  const { t } = useTranslation();
  usePrefetchInfiniteQuery(historyQuery(id));
  const { data: conversation } = useSuspenseQuery(conversationQuery(id));
  const history = useSuspenseInfiniteQuery(historyQuery(id));
  const { data: latest } = useQuery(latestQuery(id));
  const { messages, gap } = useMemo(() => timeline(history.data.pages, latest), [history.data.pages, latest]);
  const { refetch } = history;
  const scroll = useStickToEnd(messages.at(-1)?.id, messages[0]?.id);

  useEffect(() => {
    if (gap) void refetch();
  }, [gap, refetch]);

  const { telegramUsername, chatType, state } = conversation;
  return (
    <>
      <Group className={classes.head} gap="sm" wrap="nowrap">
        <ActionIcon
          component={Link}
          href={`/bots/${botId}/conversations`}
          hiddenFrom="sm"
          variant="subtle"
          color="gray"
          aria-label={t("conversations.back")}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Box miw={0}>
          <Foreign fw={640} truncate display="block">
            {title(conversation)}
          </Foreign>
          <Text size="xs" c="dimmed" truncate>
            {telegramUsername && chatType === "private" ? `@${telegramUsername} · ` : ""}
            {t(`conversations.types.${chatType}`)}
            {state === "blocked" ? ` · ${t("conversations.blocked")}` : ""}
          </Text>
        </Box>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
      <div className={classes.scroll} ref={scroll} tabIndex={0} role="log" aria-label={t("conversations.messages")}>
        <div className={classes.messages}>
          <MoreButton list={history} variant="subtle" size="compact-sm">
            {t("conversations.older")}
          </MoreButton>
          {messages.length === 0 && (
            <Text c="dimmed" size="sm" ta="center" my="auto">
              {t("conversations.noMessages")}
            </Text>
          )}
          {messages.map((message) => (
            <MessageBubble key={message.id} message={message} />
          ))}
        </div>
      </div>
    </>
  );
}
