/** Paints the map of shards: one picture of who owns what, and one to lay over it of what is on its way. */
import type { Cluster } from "#shared/schemas/cluster.ts";
import { type MapLayout, placeOf } from "./map-layout.ts";
import type { ColorOf } from "./owner-colors.ts";

/** Squares with sides of so many pixels have round corners; smaller ones are many, and painted the fast way. */
const roundFrom = 8;

export function paintOwners(
  canvas: HTMLCanvasElement,
  layout: MapLayout,
  { owners, cells }: Cluster["map"],
  colorOf: ColorOf,
): void {
  const brush = cleanBrush(canvas, layout);
  const free = getComputedStyle(canvas).getPropertyValue("--free");
  const colors = owners.map(colorOf);
  const side = layout.size - layout.gap;
  for (const [shard, owner] of cells.entries()) {
    const { x, y } = placeOf(layout, shard);
    brush.fillStyle = owner === -1 ? free : colors[owner]!;
    if (side < roundFrom) {
      brush.fillRect(x, y, side, side);
      continue;
    }
    brush.beginPath();
    brush.roundRect(x, y, side, side, 2);
    brush.fill();
  }
}

/** A shard on its way shows the colour of where it goes in its lower half. */
export function paintMoving(
  canvas: HTMLCanvasElement,
  layout: MapLayout,
  moving: Cluster["moving"],
  colorOf: ColorOf,
): void {
  const brush = cleanBrush(canvas, layout);
  const side = layout.size - layout.gap;
  for (const { to, shards } of moving) {
    brush.fillStyle = colorOf(to);
    for (const shard of shards) {
      const { x, y } = placeOf(layout, shard);
      brush.beginPath();
      brush.moveTo(x + side, y);
      brush.lineTo(x + side, y + side);
      brush.lineTo(x, y + side);
      brush.fill();
    }
  }
}

function cleanBrush(canvas: HTMLCanvasElement, { width, height }: MapLayout): CanvasRenderingContext2D {
  const density = devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const brush = canvas.getContext("2d")!;
  brush.scale(density, density);
  return brush;
}
