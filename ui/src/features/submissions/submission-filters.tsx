/** Narrows the list by words, state and days. */
import { Group, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SubmissionState } from "#shared/schemas/submission.ts";
import { SearchField } from "../../components/search-field.tsx";
import type { Filters } from "./filters.ts";

export function SubmissionFilters({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const { t } = useTranslation();
  const { search, state, from, to } = filters;
  return (
    <Group gap="sm" align="flex-end">
      <SearchField
        label={t("submissions.search")}
        flex="1 1 200px"
        maxLength={100}
        value={search}
        onChange={(text) => onChange({ ...filters, search: text })}
      />
      <Select
        aria-label={t("submissions.state")}
        flex="1 1 150px"
        maw={{ sm: 190 }}
        data={[
          { value: "", label: t("submissions.anyState") },
          ...SubmissionState.options.map((value) => ({ value, label: t(`submissions.states.${value}`) })),
        ]}
        allowDeselect={false}
        value={state}
        onChange={(value) => onChange({ ...filters, state: (value ?? "") as Filters["state"] })}
      />
      <Group gap="sm" wrap="nowrap" flex="1 1 280px" maw={{ sm: 330 }}>
        <TextInput
          label={t("submissions.from")}
          type="date"
          flex={1}
          max={to || undefined}
          value={from}
          onChange={(event) => onChange({ ...filters, from: event.currentTarget.value })}
        />
        <TextInput
          label={t("submissions.to")}
          type="date"
          flex={1}
          min={from || undefined}
          value={to}
          onChange={(event) => onChange({ ...filters, to: event.currentTarget.value })}
        />
      </Group>
    </Group>
  );
}
