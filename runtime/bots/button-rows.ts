/** Rows of buttons, made to fit where they are shown: what there is no room for comes on further pages. */

/** Of the buttons under one message. */
export interface ButtonRoom {
  /** Buttons one beside another, at least 1. */
  readonly columns: number;
  /** At least 4. */
  readonly rows: number;
  /** Characters on a button, at least 2. */
  readonly label: number;
}

/**
 * Leaves rows as they are where they fit. Else they are broken, then packed, and last put on pages.
 *
 * @param always rows that stand at the end of every page
 * @param turning how many rows the buttons take that turn pages, where there are several
 * @returns the pages, at least one; in all of them together each button once, in its order
 */
export function inPages<T>(
  rows: readonly T[][],
  { columns, rows: most }: Pick<ButtonRoom, "columns" | "rows">,
  { always = 0, turning = 1 } = {},
): T[][][] {
  const room = most - always;
  const broken = rows.flatMap((row) => inRows(row, columns));
  if (broken.length <= room) return [broken];
  const packed = inRows(rows.flat(), columns);
  return packed.length <= room ? [packed] : inRows(packed, Math.max(room - turning, 1));
}

/** @returns the text, or its beginning */
export const fittingLabel = (text: string, { label }: Pick<ButtonRoom, "label">): string =>
  text.length <= label ? text : `${text.slice(0, label - 1).replace(/[\ud800-\udbff]$/, "")}…`;

export function inRows<T>(items: readonly T[], width: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}
