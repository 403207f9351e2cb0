/**
 * What becomes of a form when something happens: where it stands then, and what is to be shown. Nothing here waits or
 * asks anybody, so the same event at the same place always does the same.
 */

import type { Field } from "#shared/schemas/form.ts";
import type { Answer } from "#shared/schemas/submission.ts";
import { readFrom, withAnswer, withoutAnswer } from "./answered.ts";
import { askedPlaces } from "./conditions.ts";
import { kindOf } from "./fields/all-kinds.ts";
import { type Checked, type Input, labelOf, type Setting } from "./fields/kind.ts";
import { turnedTo } from "./fields/options.ts";
import { currentField, type FormRun, firstOpen, type Place, question, type Spot } from "./form-run.ts";
import type { Source } from "./source.ts";
import type { Sentence, Words } from "./words.ts";

export type FormEvent =
  /** A button; `visit` is the asking that it belongs to. */
  | { type: "press"; visit: number; action: string }
  /** A key of the reply keyboard. */
  | { type: "tap"; key: string; action: string }
  /** Such a key once more, when its question was over. */
  | { type: "late_tap" }
  /** `album` names the messages that were sent together. */
  | { type: "input"; input: Input; album: string | null; source: Source | null }
  /** The message that answered the question of this name was edited. */
  | { type: "edit"; name: string; input: Input; source: Source }
  /** Somebody wants to leave, and is asked about the answers first. */
  | { type: "cancel" };

export type Effect =
  /** Show where the form stands, in a new message. */
  | { type: "ask" }
  /** Show where it stands, in the message whose button was pressed. */
  | { type: "redraw" }
  /** What became of the question, which is over. */
  | { type: "settle"; words: Words }
  /** The same for what was the last one; said in any case. */
  | { type: "farewell"; sentence: Sentence }
  /** What is expected instead; `stays`: the question whose earlier answer stands. */
  | { type: "hint"; sentence: Sentence; stays?: Field }
  /** The question whose answer is another now, or none. */
  | { type: "changed"; field: Field }
  | { type: "remark"; sentence: Sentence }
  /** Shown over the button that was pressed. */
  | { type: "toast"; sentence: Sentence | null }
  | { type: "over"; how: Ending };

/** `kept`: the answers stay for a while, to be taken up again. */
export type Ending = "complete" | "kept" | "discarded";

export interface Step {
  readonly run: FormRun;
  readonly effects: readonly Effect[];
}

export function next(run: FormRun, event: FormEvent, setting: Setting): Step {
  switch (event.type) {
    case "input":
      return received({ ...run, tapped: null }, event, setting);
    case "edit":
      return edited(run, event, setting);
    case "cancel":
      return leave(run);
    case "press":
      if (event.visit !== run.visit) return toast(run, { id: "notice-form-over" });
      return pressed(run, event.action, setting) ?? toast(run, null);
    case "tap":
      return pressed({ ...run, tapped: event.key }, event.action, setting) ?? toast(run, null);
    case "late_tap":
      return toast(run, { id: "notice-form-over" });
  }
}

function received(run: FormRun, { input, album: sent, source }: FormEvent & { type: "input" }, setting: Setting): Step {
  if (sent !== null && sent === run.album?.id) return restOfAlbum(run);
  const albumOf = (told: boolean) => (sent === null ? run.album : { id: sent, told });
  const field = currentField(run);
  if (!field) {
    const sentence = { id: expectedAt[run.at.type] ?? "notice-form-over" };
    return { run: { ...run, album: albumOf(true) }, effects: [{ type: "hint", sentence }] };
  }

  const checked = check(field, input, setting);
  if (checked.type === "skip") return skip(run, field.name, setting);
  const album = albumOf(checked.type === "hint");
  if (checked.type === "hint")
    return { run: { ...run, album, refused: source }, effects: [{ type: "hint", sentence: checked.hint }] };
  return answer(readFrom({ ...run, album }, field.name, source), field.name, checked.value, setting, checked.remark);
}

/** A changed answer leaves the form where it stands, unless other questions are to be asked for it. */
function edited(run: FormRun, { name, input, source }: FormEvent & { type: "edit" }, setting: Setting): Step {
  const field = run.form.fields.find((field) => field.name === name)!;
  const read = readFrom(run, name, source);
  const checked = check(field, input, setting);
  if (checked.type === "hint") return { run: read, effects: [{ type: "hint", sentence: checked.hint, stays: field }] };
  const changed = checked.type === "skip" ? withoutAnswer(run, name) : withAnswer(read, name, checked.value);
  const remark = checked.type === "value" ? checked.remark : undefined;
  const { at } = run;
  const still = (spot: Spot) => stillAt(changed, spot, name, setting);
  const place: Place = at.type === "leaving" ? { ...at, from: still(at.from) } : still(at);
  return move(changed, place, { type: "changed", field }, remark);
}

/** @returns where to go on, an answer having changed: a question that is asked anew comes first */
function stillAt(run: FormRun, at: Spot, changed: string, setting: Setting): Spot {
  const open = firstOpen(run, setting);
  if (at.type === "summary") return open.type === "summary" ? at : open;
  const { name } = run.form.fields[at.field]!;
  if (open.type === "question" && open.field === at.field && name !== changed) return at;
  // Its owner has gone back to it.
  const isKnown = run.answers[name] !== undefined || run.skipped.includes(name);
  return isKnown && name !== changed && askedPlaces(run.form.fields, run.answers).includes(at.field) ? at : open;
}

/** `-` leaves out what need not be answered. */
function check(field: Field, input: Input, setting: Setting): Checked | { type: "skip" } {
  if (input.type !== "text" || !/^[-–—]$/.test(input.text.trim())) return kindOf(field).check(field, input, setting);
  return field.required ? { type: "hint", hint: { id: "form-hint-required" } } : { type: "skip" };
}

const expectedAt: Partial<Record<Place["type"], string>> = {
  summary: "form-hint-summary",
  leaving: "form-hint-leaving",
};

function restOfAlbum(run: FormRun): Step {
  if (run.album!.told) return { run, effects: [] };
  return {
    run: { ...run, album: { ...run.album!, told: true } },
    effects: [{ type: "remark", sentence: { id: "form-remark-album" } }],
  };
}

/** @returns `null` for what is no button of this place */
function pressed(run: FormRun, action: string, setting: Setting): Step | null {
  switch (run.at.type) {
    case "question":
      return pressedQuestion(run, run.at, action, setting);
    case "summary":
      return pressedSummary(run, action, setting);
    case "leaving":
      return pressedLeaving(run, run.at.from, action);
  }
}

function pressedQuestion(
  run: FormRun,
  at: Place & { type: "question" },
  action: string,
  setting: Setting,
): Step | null {
  const field = run.form.fields[at.field]!;
  const kind = kindOf(field);
  switch (action) {
    case "b":
      return back(run, at, setting);
    case "s":
      return field.required ? null : skip(run, field.name, setting);
    case "c":
      return leave(run);
    case "k": {
      const known = run.answers[field.name];
      return known === undefined ? null : answer(run, field.name, known, setting);
    }
  }
  const done = kind.press?.(field, at.draft, action, setting) ?? null;
  switch (done?.type) {
    case "value":
      return answer(readFrom(run, field.name, null), field.name, done.value, setting);
    case "skip":
      return skip(run, field.name, setting);
    case "draft":
      return { run: { ...run, at: { ...at, draft: done.draft } }, effects: [{ type: "redraw" }] };
    case "toast":
      return toast(run, done.sentence);
    case undefined:
      return null;
  }
}

function pressedSummary(run: FormRun, action: string, setting: Setting): Step | null {
  const asked = askedPlaces(run.form.fields, run.answers);
  const page = turnedTo(action);
  if (page !== null) return { run: { ...run, at: { type: "summary", page } }, effects: [{ type: "redraw" }] };
  if (action === "ok") return { run, effects: [{ type: "settle", words: { id: "form-confirmed" } }, over("complete")] };
  if (action === "c") return leave(run);
  const edited = /^e\d{1,2}$/.test(action) ? Number(action.slice(1)) : action === "b" ? asked.at(-1)! : -1;
  if (!asked.includes(edited)) return null;
  const words = { id: "form-edited", args: { label: labelOf(run.form.fields[edited]!, setting) } };
  return move(run, question(run.form, run.answers, edited, setting, true), { type: "settle", words });
}

function pressedLeaving(run: FormRun, from: Spot, action: string): Step | null {
  switch (action) {
    case "go":
      return move(run, from, { type: "settle", words: { id: "form-went-on" } });
    case "kp":
      return { run: { ...run, at: from }, effects: [{ type: "settle", words: { id: "form-kept" } }, over("kept")] };
    case "rm":
      return { run, effects: [{ type: "settle", words: { id: "form-discarded" } }, over("discarded")] };
  }
  return null;
}

function answer(run: FormRun, name: string, value: Answer, setting: Setting, remark?: Sentence): Step {
  const field = run.form.fields.find((field) => field.name === name)!;
  const answered = withAnswer(run, name, value);
  const words = kindOf(field).show(field, value, setting);
  return move(answered, firstOpen(answered, setting), { type: "settle", words }, remark);
}

/** Leaves a question out, and takes back what was answered to it. */
function skip(run: FormRun, name: string, setting: Setting): Step {
  const skipped = withoutAnswer(run, name);
  return move(skipped, firstOpen(skipped, setting), { type: "settle", words: { id: "form-skipped" } });
}

function back(run: FormRun, { field, editing }: Place & { type: "question" }, setting: Setting): Step {
  const settle: Effect = { type: "settle", words: { id: "form-went-back" } };
  if (editing) return move(run, { type: "summary", page: 0 }, settle);
  const earlier = askedPlaces(run.form.fields, run.answers).findLast((place) => place < field);
  if (earlier === undefined) return toast(run, { id: "notice-form-first" });
  return move(run, question(run.form, run.answers, earlier, setting), settle);
}

/** Nothing answered is nothing to be asked about. */
function leave(run: FormRun): Step {
  if (run.at.type === "leaving") return { run, effects: [{ type: "ask" }] };
  if (Object.keys(run.answers).length === 0)
    return { run, effects: [{ type: "farewell", sentence: { id: "form-left" } }, over("discarded")] };
  return move(run, { type: "leaving", from: run.at }, { type: "settle", words: { id: "form-cancelled" } });
}

function move(run: FormRun, at: Place, first: Effect, remark?: Sentence): Step {
  return {
    run: { ...run, at, visit: run.visit + 1, refused: null },
    effects: [first, ...(remark ? [{ type: "remark", sentence: remark } as const] : []), { type: "ask" }],
  };
}

const toast = (run: FormRun, sentence: Sentence | null): Step => ({ run, effects: [{ type: "toast", sentence }] });
const over = (how: Ending): Effect => ({ type: "over", how });
