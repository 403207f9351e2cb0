/** What a bot could not handle, the latest first: why, and a way to have it handled after all. */
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconChecks, IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deadLettersKeptDays } from "#shared/schemas/dead-letter.ts";
import { BackLink } from "../../components/back-link.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { PagedList } from "../../components/paged-list.tsx";
import { Problem } from "../../components/problem.tsx";
import { RowList } from "../../components/row-list.tsx";
import { useToast } from "../../components/toast.tsx";
import { DeadLetterRow } from "./dead-letter-row.tsx";
import classes from "./dead-letters.module.css";
import { deadLettersQuery, useTryAllAgain } from "./queries.ts";

export function DeadLetters({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const toast = useToast();
  const found = useInfiniteQuery(deadLettersQuery(botId));
  const tryAll = useTryAllAgain(botId);
  const back = <BackLink href={`/bots/${botId}`}>{t("bot.tabs.overview")}</BackLink>;
  if (found.data?.length === 0)
    return (
      <Stack gap="md">
        {back}
        <EmptyState icon={IconChecks} title={t("deadLetters.empty.title")}>
          {t("deadLetters.empty.text")}
        </EmptyState>
      </Stack>
    );
  return (
    <Stack gap="md">
      {back}
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <Title order={2}>{t("deadLetters.title")}</Title>
          <Text size="sm" c="dimmed" maw={620} mt={4}>
            {t("deadLetters.text", { count: deadLettersKeptDays })}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={tryAll.isPending}
          onClick={() =>
            tryAll.mutate(undefined, { onSuccess: ({ count }) => toast(t("deadLetters.triedAll", { count })) })
          }
        >
          {t("deadLetters.tryAll")}
        </Button>
      </Group>
      <Problem error={tryAll.error} />
      <PagedList list={found} none="">
        {(shown) => (
          <RowList label={t("deadLetters.title")} className={classes.rows!}>
            {shown.map((letter) => (
              <DeadLetterRow key={letter.id} letter={letter} />
            ))}
          </RowList>
        )}
      </PagedList>
    </Stack>
  );
}
