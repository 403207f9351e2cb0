/** The results as a table: Markdown, which reads as well in a terminal. */
import { type Measurement, meets } from "./measurement.ts";

/** @param against what BotFactory is held against */
export function table(measurements: readonly Measurement[], against = "stock grammY"): string {
  const headings = ["", against, "BotFactory", "ratio", "goal"];
  const rows = [headings, ...measurements.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join("\n");
}

function cells(measurement: Measurement): string[] {
  const { what, unit, stock, botfactory, ratio, goal } = measurement;
  const amount = (value: number) =>
    `${value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 })} ${unit}`;
  const wanted = goal && ("atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`);
  return [
    what,
    amount(stock),
    amount(botfactory),
    ratio.toFixed(2),
    wanted ? `${wanted} ${meets(measurement) ? "✓" : "✗"}` : "",
  ];
}
