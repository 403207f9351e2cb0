/** Narrows the list of bots: by name, by state, by runtime. */
import { CloseButton, Select, SimpleGrid, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { BotState } from "#shared/schemas/bot.ts";
import type { BotFilters as Filters } from "./queries.ts";

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** Ids. */
  runtimes: readonly string[];
}

export function BotFilters({ filters, onChange, runtimes }: Props) {
  const { t } = useTranslation();
  // One that is gone stays in the list for as long as it is chosen.
  const ids = [...new Set([...runtimes, ...(filters.runtime ? [filters.runtime] : [])])];
  const clear = { clearable: true, clearButtonProps: { "aria-label": t("common.clear") } };
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" mb="md">
      <TextInput
        type="search"
        aria-label={t("cluster.bots.search")}
        placeholder={t("cluster.bots.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          filters.q && (
            <CloseButton size="sm" aria-label={t("common.clear")} onClick={() => onChange({ ...filters, q: "" })} />
          )
        }
        maxLength={100}
        value={filters.q}
        onChange={({ currentTarget }) => onChange({ ...filters, q: currentTarget.value })}
      />
      <Select
        {...clear}
        aria-label={t("cluster.bots.state")}
        placeholder={t("cluster.bots.anyState")}
        data={BotState.options.map((state) => ({ value: state, label: t(`bot.states.${state}.name`) }))}
        value={filters.state}
        onChange={(state) => onChange({ ...filters, state: state as BotState | null })}
      />
      <Select
        {...clear}
        aria-label={t("cluster.bots.runtime")}
        placeholder={t("cluster.bots.anyRuntime")}
        data={ids}
        value={filters.runtime}
        onChange={(runtime) => onChange({ ...filters, runtime })}
      />
    </SimpleGrid>
  );
}
