/** Narrows the list of bots: by name, by state, by runtime. */
import { Select, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BotState } from "#shared/schemas/bot.ts";
import { SearchField } from "../../components/search-field.tsx";
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
      <SearchField
        label={t("cluster.bots.search")}
        maxLength={100}
        value={filters.q}
        onChange={(q) => onChange({ ...filters, q })}
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
