/** All shards as a picture, coloured by owner. A pointer, a finger or the arrow keys ask a shard what it is about. */
import { Box, Text, useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Cluster } from "#shared/schemas/cluster.ts";
import { layOut, placeOf, shardAt, shardByKey } from "./map-layout.ts";
import { useColorOf } from "./owner-colors.ts";
import { paintMoving, paintOwners } from "./shard-drawing.ts";
import { ShardLegend } from "./shard-legend.tsx";
import classes from "./shard-map.module.css";

export function ShardMap({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const { map, moving } = cluster;
  const count = map.cells.length;
  const { ref, width } = useElementSize();
  const [shown, setShown] = useState<number | null>(null);
  const shardText = useShardText(cluster);
  const layout = layOut(count, Math.max(width, 1));
  const text = shown === null || shown >= count ? null : shardText(shown);

  const look = ({ currentTarget, clientX, clientY }: PointerEvent) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    setShown(shardAt(layout, count, clientX - left, clientY - top));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.key === "Escape" ? null : shardByKey(layout, count, shown ?? 0, event.key);
    if (next === null && event.key !== "Escape") return;
    event.preventDefault();
    setShown(next);
  };

  return (
    <Box component="figure" m={0}>
      <div ref={ref}>
        <div
          className={classes.map}
          style={{ width: layout.width, height: layout.height }}
          role="slider"
          tabIndex={0}
          aria-label={t("cluster.map.label", { count })}
          aria-valuemin={0}
          aria-valuemax={count - 1}
          aria-valuenow={shown ?? 0}
          aria-valuetext={text ?? t("cluster.map.hint")}
          onPointerMove={look}
          onPointerDown={look}
          onPointerLeave={({ pointerType }) => pointerType === "mouse" && setShown(null)}
          onBlur={() => setShown(null)}
          onKeyDown={onKeyDown}
        >
          {width > 0 && <Pictures map={map} moving={moving} width={width} />}
          {shown !== null && shown < count && <Frame {...placeOf(layout, shown)} side={layout.size - layout.gap} />}
        </div>
      </div>
      <Text size="sm" c={text ? undefined : "dimmed"} className={classes.text} aria-hidden>
        {text ?? t("cluster.map.hint")}
      </Text>
      <ShardLegend cluster={cluster} />
    </Box>
  );
}

function Pictures({ map, moving, width }: Pick<Cluster, "map" | "moving"> & { width: number }) {
  const colorOf = useColorOf();
  const scheme = useComputedColorScheme();
  const owners = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const colors = map.owners.map(colorOf).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: painted anew when a colour changes, not with every render
  useEffect(() => {
    const layout = layOut(map.cells.length, width);
    paintOwners(owners.current!, layout, map, colorOf);
    paintMoving(overlay.current!, layout, moving, colorOf);
  }, [map, moving, width, scheme, colors]);

  return (
    <>
      <canvas ref={owners} className={classes.picture} aria-hidden />
      <canvas ref={overlay} className={classes.moving} aria-hidden />
    </>
  );
}

const Frame = ({ x, y, side }: { x: number; y: number; side: number }) => (
  <span className={classes.frame} style={{ left: x, top: y, width: side, height: side }} aria-hidden />
);

/** @returns what there is to say about a shard, by its number: whose it is, and where it is going */
function useShardText({ map, moving }: Pick<Cluster, "map" | "moving">): (shard: number) => string {
  const { t } = useTranslation();
  return (shard) => {
    const owner = map.owners[map.cells[shard] ?? -1];
    if (owner === undefined) return t("cluster.map.free", { shard });
    const handover = moving.find(({ shards }) => shards.includes(shard));
    if (!handover) return t("cluster.map.owned", { shard, owner });
    return t(`cluster.map.${handover.state}`, { shard, owner, to: handover.to });
  };
}
