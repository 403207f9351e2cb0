/** A Markdown table as lines of aligned columns, for a font in which every character is as wide as the next. */
import type { fromMarkdown } from "mdast-util-from-markdown";

type Table = Extract<ReturnType<typeof fromMarkdown>["children"][number], { type: "table" }>;

export function tableText(table: Table): string {
  const rows = table.children.map((row) => row.children.map(textOf));
  const widths = rows.reduce<number[]>((widest, row) => {
    row.forEach((cell, column) => {
      widest[column] = Math.max(widest[column] ?? 0, cell.length);
    });
    return widest;
  }, []);
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join(" | ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("-+-");
  return [lines[0] ?? "", rule, ...lines.slice(1)].join("\n");
}

function textOf(node: object): string {
  if ("value" in node && typeof node.value === "string") return node.value;
  if ("alt" in node && typeof node.alt === "string") return node.alt;
  return "children" in node && Array.isArray(node.children) ? node.children.map(textOf).join("") : "";
}
