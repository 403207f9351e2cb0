/**
 * What somebody has to do with forms in a chat: the one they fill in, those they have put aside, and what the plugin
 * needs to know. Read when their update comes, written with its end.
 */
import type { GrammyError } from "grammy";
import type { Field } from "#shared/schemas/form.ts";
import type { Turn } from "../turn/turn.ts";
import type { FormRun, RunningForm } from "./form-run.ts";

type FormName = Omit<RunningForm, "fields">;

/** The questions are not written with every answer: which version of them it is says enough. */
export interface StoredRun extends Omit<FormRun, "form"> {
  /** Forms that began before versions were kept brought their questions along. */
  readonly form: FormName & { readonly fields?: readonly Field[] };
}

/** What is written, as JSON. */
interface Stored<Run = StoredRun> {
  /** The plugin's own; absent when no conversation runs. */
  conversation?: unknown;
  run?: Run | undefined;
  paused?: readonly Run[];
}

interface Person {
  chatId: number;
  userId: number;
}

/** How long answers wait. */
const keptMs = 7 * 24 * 60 * 60 * 1000;
/** Put aside at a time; the oldest gives way. */
const maxPaused = 3;

/**
 * @param stored JSON, or `null` when there is none
 * @param now ms since the epoch: what has waited for too long by then is gone
 */
export function readStored(stored: string | null, now: number): Stored {
  const { conversation, run, paused = [] } = (stored === null ? {} : JSON.parse(stored)) as Stored;
  const waits = ({ changedAt }: StoredRun) => now - Date.parse(changedAt) < keptMs;
  return { conversation, run: run && waits(run) ? run : undefined, paused: paused.filter(waits) };
}

/** @param questionsOf a version of a form; `null` when it is gone */
export async function openSession(
  person: Person,
  stored: string | null,
  now: number,
  questionsOf: (form: FormName) => Promise<readonly Field[] | null>,
): Promise<FormSession> {
  const { conversation, run, paused = [] } = readStored(stored, now);
  const whole = async (run: StoredRun): Promise<FormRun> => {
    const fields = run.form.fields ?? (await questionsOf(run.form));
    if (fields) return { ...run, form: { ...run.form, fields } };
    return { ...run, form: { ...run.form, fields: [] }, at: { type: "summary", page: 0 } };
  };
  const parts = { conversation, run: run && (await whole(run)), paused: await Promise.all(paused.map(whole)) };
  return new FormSession(person, parts, stored);
}

export class FormSession {
  readonly chatId: number;
  readonly userId: number;
  /** The form that is being filled in. */
  run: FormRun | null;
  paused: readonly FormRun[];
  /** For the plugin alone. */
  conversation: unknown;
  /** Something was refused that was to be shown, which changes nothing about the answers. */
  failure: GrammyError | null = null;
  /** Begins the conversation in which `run` is filled in; set by the stage. */
  enter: () => Promise<void> = () => Promise.reject(new Error("No form can be opened here"));
  /** Ends the conversation, if there is one. */
  exit: () => Promise<void> = () => Promise.resolve();
  readonly #read: string | null;

  constructor({ chatId, userId }: Person, { conversation, run, paused = [] }: Stored<FormRun>, read: string | null) {
    this.chatId = chatId;
    this.userId = userId;
    this.conversation = conversation;
    this.run = run ?? null;
    this.paused = paused;
    this.#read = read;
  }

  /** Puts a form aside, to be taken up again. One puts the same form aside only once. */
  pause(run: FormRun): void {
    const others = this.paused.filter(({ form }) => form.id !== run.form.id);
    this.paused = [...others, run].slice(-maxPaused);
  }

  /** Takes a form out of those put aside. */
  unpause({ id }: FormRun): void {
    this.paused = this.paused.filter((paused) => paused.id !== id);
  }

  /** Leaves what has changed with the turn, which writes it at its end. */
  save(turn: Turn): void {
    const { conversation, run, paused } = this;
    const isEmpty = conversation === undefined && run === null && paused.length === 0;
    const stored: Stored = {
      conversation,
      run: run ? withoutQuestions(run) : undefined,
      ...(paused.length > 0 && { paused: paused.map(withoutQuestions) }),
    };
    const state = isEmpty ? null : JSON.stringify(stored);
    if (state === this.#read) return;
    turn.keepSessionState({
      bot_id: turn.bot.id,
      tenant_id: turn.bot.tenantId,
      chat_id: this.chatId,
      user_id: this.userId,
      state,
    });
  }
}

function withoutQuestions({ form: { fields: _, ...form }, ...run }: FormRun): StoredRun {
  return { ...run, form };
}
