/** Bots by row: whose, where, and how Telegram answers. On a phone each row is a small card. */
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ClusterBot } from "#shared/schemas/cluster.ts";
import { Ago } from "../../components/ago.tsx";
import { useBotErrorText } from "../../components/bot-error-text.ts";
import { BotState } from "../../components/bot-state.tsx";
import { Foreign } from "../../components/foreign.tsx";
import classes from "./bot-table.module.css";
import { OwnerName } from "./owner-name.tsx";

export function BotTable({ bots }: { bots: readonly ClusterBot[] }) {
  const { t } = useTranslation();
  return (
    <Table verticalSpacing="sm" className={classes.table!}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("cluster.bots.bot")}</Table.Th>
          <Table.Th>{t("cluster.bots.state")}</Table.Th>
          <Table.Th>{t("cluster.bots.runtime")}</Table.Th>
          <Table.Th>{t("bot.answered")}</Table.Th>
          <Table.Th>{t("bot.lastError")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bots.map((bot) => (
          <Row key={bot.id} bot={bot} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ bot }: { bot: ClusterBot }) {
  const { t } = useTranslation();
  const botErrorText = useBotErrorText();
  const { lastError, pending } = bot;
  return (
    <Table.Tr>
      <Table.Td>
        <Foreign fw={550} size="sm">
          {bot.name}
        </Foreign>
        <Text size="xs" c="dimmed" className="foreign">
          {bot.username === null ? "" : `@${bot.username} · `}
          <Foreign inherit>{bot.tenant}</Foreign>
        </Text>
      </Table.Td>
      <Table.Td>
        <BotState state={bot.state} />
      </Table.Td>
      <Table.Td>
        {bot.runtime === null ? (
          <Text size="sm" c="dimmed">
            {t("cluster.bots.nobody")}
          </Text>
        ) : (
          <Text size="sm" component="div">
            <OwnerName id={bot.runtime} />
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {t("cluster.bots.shard", { shard: bot.shard })}
        </Text>
      </Table.Td>
      <Table.Td data-label={t("bot.answered")}>
        <Text size="sm" component="span">
          {bot.lastPollAt ? <Ago at={bot.lastPollAt} /> : "–"}
        </Text>
        {pending > 0 && (
          <Text size="xs" c="dimmed">
            {t("bot.pending", { count: pending })}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-empty={lastError ? undefined : true}>
        {lastError && (
          <>
            <Text size="sm" lineClamp={3} className="foreign" dir="auto" title={lastError.code}>
              {botErrorText(lastError)}
            </Text>
            <Text size="xs" c="dimmed">
              <Ago at={lastError.at} />
            </Text>
          </>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
