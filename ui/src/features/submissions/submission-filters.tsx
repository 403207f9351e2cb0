/** Narrows the list by words, state and days. */
import { CloseButton, Group, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { SubmissionState } from "#shared/schemas/submission.ts";
import type { Filters } from "./filters.ts";

export function SubmissionFilters({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const { t } = useTranslation();
  const { search, state, from, to } = filters;
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        aria-label={t("submissions.search")}
        placeholder={t("submissions.search")}
        type="search"
        flex="1 1 200px"
        maxLength={100}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search && (
            <CloseButton
              size="sm"
              aria-label={t("common.clear")}
              onClick={() => onChange({ ...filters, search: "" })}
            />
          )
        }
        value={search}
        onChange={(event) => onChange({ ...filters, search: event.currentTarget.value })}
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
