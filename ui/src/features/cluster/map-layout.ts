/** Where each shard stands in the picture: row by row, in squares as large as the space allows. */

export interface MapLayout {
  /** Side of a shard's square with the gap after it, in CSS pixels. */
  size: number;
  gap: number;
  columns: number;
  width: number;
  height: number;
}

const largest = 20;

/**
 * @param count shards, up to 65,536
 * @param width there is, in CSS pixels
 * @param height to aim at; on a narrow screen it may take more
 */
export function layOut(count: number, width: number, height = 280): MapLayout {
  const size = Math.max(1, Math.min(largest, Math.floor(Math.sqrt((width * height) / count))));
  const columns = Math.max(1, Math.min(count, Math.floor(width / size)));
  return { size, gap: gapOf(size), columns, width: columns * size, height: Math.ceil(count / columns) * size };
}

function gapOf(size: number): number {
  if (size >= 12) return 2;
  return size >= 5 ? 1 : 0;
}

/** The upper left corner of a shard's square. */
export const placeOf = ({ size, columns }: MapLayout, shard: number) => ({
  x: (shard % columns) * size,
  y: Math.floor(shard / columns) * size,
});

/** @returns the shard at a point; `null` where there is none */
export function shardAt({ size, columns }: MapLayout, count: number, x: number, y: number): number | null {
  const column = Math.floor(x / size);
  const shard = Math.floor(y / size) * columns + column;
  return column >= 0 && column < columns && shard >= 0 && shard < count ? shard : null;
}

/** @returns the shard that a key leads to; `null` for keys that mean nothing here */
export function shardByKey({ columns }: MapLayout, count: number, from: number, key: string): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(count - 1, from + step));
}
