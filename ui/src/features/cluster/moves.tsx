/** Shards that have changed hands lately, as it happens. */
import { Card, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ShardMove } from "#shared/schemas/cluster.ts";
import { Ago } from "../../components/ago.tsx";
import classes from "./moves.module.css";
import { OwnerName } from "./owner-name.tsx";

export function Moves({ moves }: { moves: readonly ShardMove[] }) {
  const { t } = useTranslation();
  return (
    <Card className={classes.card} h="100%">
      <Title order={2} mb="xs">
        {t("cluster.moves.title")}
      </Title>
      {moves.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("cluster.moves.empty")}
        </Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the keys
        <section className={classes.scroll} tabIndex={0} aria-label={t("cluster.moves.title")}>
          <ol className={classes.list}>
            {moves.map((move) => (
              <Move key={`${move.at} ${move.from} ${move.to}`} move={move} />
            ))}
          </ol>
        </section>
      )}
    </Card>
  );
}

function Move({ move: { at, from, to, shards, bots } }: { move: ShardMove }) {
  const { t } = useTranslation();
  return (
    <li>
      <div className={classes.way}>
        {from === null ? <span>{t("cluster.moves.nobody")}</span> : <OwnerName id={from} />}
        <span role="img" aria-label={t("cluster.moves.to")}>
          →
        </span>
        <OwnerName id={to} />
      </div>
      <Text size="xs" c="dimmed">
        {t("cluster.shards", { count: shards })} · {t("cluster.bots.count", { count: bots })} · <Ago at={at} />
      </Text>
    </li>
  );
}
