/** Who has written, the latest first, with a search over names. */
import { Box, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MoreButton } from "../../components/more-button.tsx";
import { Problem } from "../../components/problem.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { RowsSkeleton } from "../../components/skeletons.tsx";
import { ConversationItem } from "./conversation-item.tsx";
import classes from "./conversations.module.css";
import { conversationsQuery } from "./queries.ts";

export function ConversationList({ botId, openId }: { botId: string; openId: string | null }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const found = useInfiniteQuery({ ...conversationsQuery(botId, search), placeholderData: keepPreviousData });
  const { data: conversations, error } = found;
  return (
    <>
      <Box className={classes.head}>
        <SearchField label={t("conversations.search")} value={typed} onChange={setTyped} />
      </Box>
      <nav className={classes.scroll} aria-label={t("bot.tabs.conversations")}>
        {!conversations && <Box p="md">{error ? <Problem error={error} /> : <RowsSkeleton />}</Box>}
        {conversations?.length === 0 && (
          <Text c="dimmed" size="sm" ta="center" p="xl">
            {t(search ? "conversations.noneFound" : "conversations.empty")}
          </Text>
        )}
        {conversations?.map((conversation) => (
          <ConversationItem key={conversation.id} conversation={conversation} open={conversation.id === openId} />
        ))}
        <MoreButton list={found} variant="subtle" fullWidth my="xs" />
      </nav>
    </>
  );
}
