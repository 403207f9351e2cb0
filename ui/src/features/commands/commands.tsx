/** A bot's commands in the order in which Telegram lists them. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconSlash } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { RowList } from "../../components/row-list.tsx";
import { CommandDrawer } from "./command-drawer.tsx";
import { CommandRow } from "./command-row.tsx";
import { commandsQuery } from "./queries.ts";

export function Commands({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const { data: commands } = useSuspenseQuery(commandsQuery(botId));
  const [edited, setEdited] = useState<Command | "new" | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setEdited("new")}>
      {t("commands.add")}
    </Button>
  );
  return (
    <>
      {commands.length === 0 ? (
        <EmptyState icon={IconSlash} title={t("commands.empty.title")} action={add}>
          {t("commands.empty.text")}
        </EmptyState>
      ) : (
        <Stack gap="md">
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed" maw={560}>
              {t("commands.text")}
            </Text>
            {add}
          </Group>
          <RowList label={t("bot.tabs.commands")}>
            {commands.map((command) => (
              <CommandRow key={command.id} botId={botId} command={command} onEdit={() => setEdited(command)} />
            ))}
          </RowList>
        </Stack>
      )}
      <CommandDrawer botId={botId} edited={edited} commands={commands} onClose={() => setEdited(null)} />
    </>
  );
}
