/** One runtime: what it is about, what it carries, and the way to empty it. */
import { Badge, Box, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Runtime } from "#shared/schemas/cluster.ts";
import { Ago } from "../../components/ago.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { useNow } from "../../components/use-now.ts";
import { DrainButton } from "./drain-button.tsx";
import { OwnerName } from "./owner-name.tsx";
import { bytes, milliseconds, span } from "./quantity.ts";
import classes from "./runtime-list.module.css";
import { type RuntimeState, stateOf } from "./runtime-state.ts";

const tones: Record<RuntimeState, string> = {
  alive: "green",
  draining: "yellow",
  empty: "gray",
  gone: "red",
  unknown: "gray",
};

/** @param drainable whether another runtime could take over what it has */
export function RuntimeRow({ runtime, drainable }: { runtime: Runtime; drainable: boolean }) {
  const { t, i18n } = useTranslation();
  const { report } = runtime;
  const state = stateOf(runtime);
  const number = new Intl.NumberFormat(i18n.language);
  const figures = {
    bots: number.format(runtime.bots),
    shards: number.format(runtime.shards),
    updates: report && number.format(Math.round(report.updatesPerMinute)),
    lag: report && milliseconds(report.lagMs, i18n.language),
    waiting: report && number.format(report.waiting),
    memory: report && bytes(report.memoryBytes, i18n.language),
  };
  return (
    <li className={classes.row} data-state={state}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Box miw={0}>
          <Group gap="4px 10px">
            <Text component="span" fw={600}>
              <OwnerName id={runtime.id} />
            </Text>
            <Badge variant="light" color={tones[state]} tt="none" title={t(`cluster.runtimes.states.${state}.text`)}>
              {t(`cluster.runtimes.states.${state}.name`)}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed" mt={2}>
            {report ? <Life report={report} gone={state === "gone"} /> : t("cluster.runtimes.untold")}
          </Text>
        </Box>
        {(state !== "gone" || runtime.draining) && <DrainButton runtime={runtime} drainable={drainable} />}
      </Group>
      <dl className={classes.figures}>
        {(Object.keys(figures) as (keyof typeof figures)[]).map((name) => (
          <div key={name}>
            <dt>{t(`cluster.runtimes.figures.${name}`)}</dt>
            <dd>{figures[name] ?? "–"}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Life({ report, gone }: { report: NonNullable<Runtime["report"]>; gone: boolean }) {
  const { t, i18n } = useTranslation();
  const upMs = useNow(10_000) - Date.parse(report.startedAt);
  return (
    <>
      <Foreign inherit>{report.host}</Foreign> ·{" "}
      {gone ? (
        <>
          {t("cluster.runtimes.heard")} <Ago at={report.reportedAt} />
        </>
      ) : (
        t("cluster.runtimes.up", { span: span(upMs, i18n.language) })
      )}
    </>
  );
}
