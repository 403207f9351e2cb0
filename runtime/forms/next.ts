/**
 * What becomes of a form when something happens: where it stands then, and what is to be shown. Nothing here waits or
 * asks anybody, so the same event at the same place always does the same.
 */
import type { Answer } from "#shared/schemas/submission.ts";
import { askedPlaces } from "./conditions.ts";
import { kindOf } from "./fields/all-kinds.ts";
import { type Input, labelOf, type Setting } from "./fields/kind.ts";
import { turnedTo } from "./fields/options.ts";
import { currentField, type FormRun, firstOpen, type Place, question } from "./form-run.ts";
import type { Sentence, Words } from "./sentence.ts";

export type FormEvent =
  /** A button; `visit` is the asking that it belongs to, `null` for a key of the reply keyboard. */
  | { type: "press"; visit: number | null; action: string }
  | { type: "input"; input: Input }
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
  /** What is expected instead. */
  | { type: "hint"; sentence: Sentence }
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
      return received(run, event.input, setting);
    case "cancel":
      return leave(run);
    case "press":
      if (event.visit !== null && event.visit !== run.visit) return toast(run, { id: "notice-form-over" });
      return pressed(run, event.action, setting) ?? toast(run, null);
  }
}

function received(run: FormRun, input: Input, setting: Setting): Step {
  if (input.type === "photo" && input.album !== null && input.album === run.album?.id) return restOfAlbum(run);
  const field = currentField(run);
  if (!field)
    return { run, effects: [{ type: "hint", sentence: { id: expectedAt[run.at.type] ?? "notice-form-over" } }] };

  if (input.type === "text" && /^[-–—]$/.test(input.text.trim())) {
    if (!field.required) return skip(run, field.name, setting);
    return { run, effects: [{ type: "hint", sentence: { id: "form-hint-required" } }] };
  }
  const checked = kindOf(field).check(field, input, setting);
  const album =
    input.type === "photo" && input.album !== null ? { id: input.album, told: checked.type === "hint" } : run.album;
  if (checked.type === "hint") return { run: { ...run, album }, effects: [{ type: "hint", sentence: checked.hint }] };
  return answer({ ...run, album }, field.name, checked.value, setting, checked.remark);
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
      return answer(run, field.name, done.value, setting);
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

function pressedLeaving(run: FormRun, from: Exclude<Place, { type: "leaving" }>, action: string): Step | null {
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
  const answered: FormRun = {
    ...run,
    answers: { ...run.answers, [name]: value },
    skipped: run.skipped.filter((skipped) => skipped !== name),
  };
  const words = kindOf(field).show(field, value, setting);
  return move(answered, firstOpen(answered, setting), { type: "settle", words }, remark);
}

/** Leaves a question out, and takes back what was answered to it. */
function skip(run: FormRun, name: string, setting: Setting): Step {
  const { [name]: _, ...answers } = run.answers;
  const skipped: FormRun = { ...run, answers, skipped: [...run.skipped.filter((known) => known !== name), name] };
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

function move(run: FormRun, at: Place, settle: Effect, remark?: Sentence): Step {
  return {
    run: { ...run, at, visit: run.visit + 1 },
    effects: [settle, ...(remark ? [{ type: "remark", sentence: remark } as const] : []), { type: "ask" }],
  };
}

const toast = (run: FormRun, sentence: Sentence | null): Step => ({ run, effects: [{ type: "toast", sentence }] });
const over = (how: Ending): Effect => ({ type: "over", how });
