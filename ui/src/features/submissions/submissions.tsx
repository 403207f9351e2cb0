/** What people have answered to a form: filtered, in columns that can be chosen, to be downloaded as it is seen. */
import { Button, Card, Group, Stack } from "@mantine/core";
import { useDebouncedValue, useLocalStorage } from "@mantine/hooks";
import { IconDownload, IconInbox } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots.ts";
import { formQuery } from "../../api/forms.ts";
import { CopyLine } from "../../components/copy-line.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { formLink } from "../../components/form-link.ts";
import { PagedList } from "../../components/paged-list.tsx";
import { ColumnChoice } from "./column-choice.tsx";
import { columnsOf } from "./columns.ts";
import { isFiltered, noFilters } from "./filters.ts";
import { downloadUrl, submissionsQuery } from "./queries.ts";
import { SubmissionDrawer } from "./submission-drawer.tsx";
import { SubmissionFilters } from "./submission-filters.tsx";
import { SubmissionTable } from "./submission-table.tsx";

export function Submissions({ botId, formId }: { botId: string; formId: string }) {
  const { t } = useTranslation();
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const [filters, setFilters] = useState(noFilters);
  const [search] = useDebouncedValue(filters.search, 300);
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `hidden-columns:${formId}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const [openId, setOpenId] = useState<string | null>(null);
  const asked = { ...filters, search };
  const found = useInfiniteQuery({ ...submissionsQuery(formId, asked), placeholderData: keepPreviousData });
  const { data: submissions } = found;
  const filtered = isFiltered(asked);
  if (submissions?.length === 0 && !filtered && !isFiltered(filters))
    return <NoSubmissions botId={botId} formId={formId} />;

  const columns = columnsOf(form, submissions ?? []);
  const shown = columns.filter(({ name }) => !hidden.includes(name));
  const open = submissions?.find(({ id }) => id === openId) ?? null;
  return (
    <Stack gap="md">
      <SubmissionFilters filters={filters} onChange={setFilters} />
      <Group gap="sm" justify="flex-end">
        <ColumnChoice columns={columns} hidden={hidden} onChange={setHidden} />
        {(["csv", "json"] as const).map((as) => (
          <Button
            key={as}
            component="a"
            href={downloadUrl(formId, asked, as)}
            download
            variant="default"
            leftSection={<IconDownload size={17} aria-hidden />}
            aria-label={t("submissions.download", { as: as.toUpperCase() })}
          >
            {as.toUpperCase()}
          </Button>
        ))}
      </Group>
      <PagedList list={found} none={t("submissions.noneFound")}>
        {(items) => (
          <Card p={0}>
            <SubmissionTable submissions={items} columns={shown} onOpen={({ id }) => setOpenId(id)} />
          </Card>
        )}
      </PagedList>
      <SubmissionDrawer submission={open} columns={columns} onClose={() => setOpenId(null)} />
    </Stack>
  );
}

function NoSubmissions({ botId, formId }: { botId: string; formId: string }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const link = formLink(bot, formId);
  return (
    <EmptyState
      icon={IconInbox}
      title={t("submissions.empty.title")}
      action={link && <CopyLine value={link} label={t("forms.copyLink")} />}
    >
      {t(link ? "submissions.empty.text" : "submissions.empty.noLink")}
    </EmptyState>
  );
}
