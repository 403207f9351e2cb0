/** Rows of buttons, made to fit where they are shown: what there is no room for comes on further pages. */

/** Of the buttons under one message. */
export interface ButtonRoom {
  /** Buttons one beside another, at least 1. */
  readonly columns: number;
  /** At least 4. */
  readonly rows: number;
  /** In all, at least 8. */
  readonly buttons: number;
  /** Characters on a button, at least 2. */
  readonly label: number;
}

/**
 * Leaves rows as they are where they fit. Else they are broken, then packed, and last put on pages.
 *
 * @param always how many rows of one button come to the end of every page
 * @returns the pages, at least one, with room for one more row of one button where there are several; in all of them
 *   together each button once, in its order
 */
export function inPages<T>(rows: readonly T[][], room: Omit<ButtonRoom, "label">, always = 0): T[][][] {
  const most = room.rows - always;
  const inAll = room.buttons - always;
  const buttons = rows.flat();
  if (buttons.length <= inAll)
    for (const arranged of [rows.flatMap((row) => inRows(row, room.columns)), inRows(buttons, room.columns)])
      if (arranged.length <= most) return [arranged];
  const size = Math.min((most - 1) * room.columns, inAll - 1);
  return inRows(buttons, size).map((page) => inRows(page, room.columns));
}

/** @returns the text, or its beginning */
export const fittingLabel = (text: string, { label }: Pick<ButtonRoom, "label">): string =>
  text.length <= label ? text : `${text.slice(0, label - 1).replace(/[\ud800-\udbff]$/, "")}…`;

export function inRows<T>(items: readonly T[], width: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}
