/**
 * A menu while it is being edited, and the moves that change it. Each is a pure function; a row never stays empty.
 * Buttons carry an `id` of their own, so that one keeps its identity while it moves.
 */
import type { MenuAction, MenuButton, MenuConfig, MenuVariant } from "#shared/schemas/menu.ts";
import type { Translations } from "#shared/schemas/translations.ts";

export interface DraftButton {
  id: number;
  text: string;
  texts?: Translations | undefined;
  type: MenuAction["type"];
  value: string;
  /** Of a text that is answered. */
  values?: Translations | undefined;
}

export interface MenuDraft {
  text: string;
  texts?: Translations | undefined;
  variant?: MenuVariant | undefined;
  rows: DraftButton[][];
  nextId: number;
}

export type Direction = "left" | "right" | "up" | "down";

export const maxRows = 12;
export const maxInRow = 8;

export const emptyDraft: MenuDraft = { text: "", rows: [], nextId: 1 };

export function draftOf(config: MenuConfig | null): MenuDraft {
  if (!config) return emptyDraft;
  let nextId = 1;
  const rows = config.rows.map((row) =>
    row.map(
      ({ text, texts, action }): DraftButton => ({
        id: nextId++,
        text,
        ...(texts && { texts }),
        type: action.type,
        value: action.value,
        ...(action.type === "text" && action.values && { values: action.values }),
      }),
    ),
  );
  const { text, texts, variant } = config;
  return { text, ...(texts && { texts }), ...(variant && { variant }), rows, nextId };
}

export const configOf = ({ text, texts, variant, rows }: MenuDraft): MenuConfig => ({
  text: text.trim(),
  ...(texts && { texts }),
  ...(variant && { variant }),
  rows: rows.map((row) => row.map(buttonOf)),
});

const buttonOf = ({ text, texts, type, value, values }: DraftButton): MenuButton => ({
  text: text.trim(),
  ...(texts && { texts }),
  action: type === "text" ? { type, value, ...(values && { values }) } : { type, value: value.trim() },
});

/** @returns where the button is, or `null` */
export function find({ rows }: MenuDraft, id: number): { row: number; column: number } | null {
  for (const [row, buttons] of rows.entries()) {
    const column = buttons.findIndex((button) => button.id === id);
    if (column >= 0) return { row, column };
  }
  return null;
}

/** Adds an empty button at the end of `row`, or in a new row below the others. Full rows and menus stay as they are. */
export function addButton(draft: MenuDraft, row: number | "new"): MenuDraft {
  const button: DraftButton = { id: draft.nextId, text: "", type: "text", value: "" };
  if (row === "new") {
    if (draft.rows.length >= maxRows) return draft;
    return { ...draft, rows: [...draft.rows, [button]], nextId: draft.nextId + 1 };
  }
  if ((draft.rows[row]?.length ?? maxInRow) >= maxInRow) return draft;
  const rows = draft.rows.map((buttons, index) => (index === row ? [...buttons, button] : buttons));
  return { ...draft, rows, nextId: draft.nextId + 1 };
}

/** A new type begins with an empty value: a link is no command. */
export function changeButton(draft: MenuDraft, id: number, change: Partial<Omit<DraftButton, "id">>): MenuDraft {
  const rows = draft.rows.map((row) =>
    row.map((button) => {
      if (button.id !== id) return button;
      const reset = change.type !== undefined && change.type !== button.type ? { value: "", values: undefined } : {};
      return { ...button, ...reset, ...change };
    }),
  );
  return { ...draft, rows };
}

export const removeButton = (draft: MenuDraft, id: number): MenuDraft => ({
  ...draft,
  rows: withoutEmpty(draft.rows.map((row) => row.filter((button) => button.id !== id))),
});

/**
 * Moves within the row, or into the row above or below. Moving past the first or last row out of one that has other
 * buttons makes a new row.
 */
export function moveButton(draft: MenuDraft, id: number, direction: Direction): MenuDraft {
  const at = find(draft, id);
  if (!at || !canMove(draft, id, direction)) return draft;
  const { row, column } = at;
  const button = draft.rows[row]![column]!;
  if (direction === "left" || direction === "right") {
    const to = direction === "left" ? column - 1 : column + 1;
    const buttons = draft.rows[row]!.toSpliced(column, 1).toSpliced(to, 0, button);
    return { ...draft, rows: draft.rows.with(row, buttons) };
  }
  const rows = draft.rows.with(row, draft.rows[row]!.toSpliced(column, 1));
  const target = direction === "up" ? row - 1 : row + 1;
  if (target < 0) return { ...draft, rows: withoutEmpty([[button], ...rows]) };
  if (target === rows.length) return { ...draft, rows: withoutEmpty([...rows, [button]]) };
  const column2 = Math.min(column, rows[target]!.length);
  return { ...draft, rows: withoutEmpty(rows.with(target, rows[target]!.toSpliced(column2, 0, button))) };
}

export function canMove(draft: MenuDraft, id: number, direction: Direction): boolean {
  const at = find(draft, id);
  if (!at) return false;
  const own = draft.rows[at.row]!;
  if (direction === "left") return at.column > 0;
  if (direction === "right") return at.column < own.length - 1;
  const target = draft.rows[direction === "up" ? at.row - 1 : at.row + 1];
  if (!target) return own.length > 1 && draft.rows.length < maxRows;
  return target.length < maxInRow;
}

const withoutEmpty = (rows: DraftButton[][]) => rows.filter((row) => row.length > 0);
