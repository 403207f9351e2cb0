/**
 * What somebody has to do with forms in a chat: the one they fill in, those they have put aside, and what the plugin
 * needs to know. Read when their update comes, written with its end.
 */
import type { GrammyError } from "grammy";
import type { Turn } from "../turn/turn.ts";
import type { FormRun } from "./form-run.ts";

/** What is written, as JSON. */
interface Stored {
  /** The plugin's own; absent when no conversation runs. */
  conversation?: unknown;
  run?: FormRun | undefined;
  paused?: readonly FormRun[];
}

/** How long answers wait. */
const keptMs = 7 * 24 * 60 * 60 * 1000;
/** Put aside at a time; the oldest gives way. */
const maxPaused = 3;

export class FormSession {
  readonly chatId: number;
  readonly userId: number;
  /** The form that is being filled in. */
  run: FormRun | null;
  paused: readonly FormRun[];
  /** For the plugin alone. */
  conversation: unknown;
  /** Telegram refused to show something, which changes nothing about the answers. */
  failure: GrammyError | null = null;
  /** Begins the conversation in which `run` is filled in; set by the stage. */
  enter: () => Promise<void> = () => Promise.reject(new Error("No form can be opened here"));
  /** Ends the conversation, if there is one. */
  exit: () => Promise<void> = () => Promise.resolve();
  readonly #read: string | null;

  /**
   * @param stored JSON, or `null` when there is none
   * @param now ms since the epoch: what has waited for too long by then is gone
   */
  constructor({ chatId, userId }: { chatId: number; userId: number }, stored: string | null, now: number) {
    const { conversation, run, paused = [] } = (stored === null ? {} : JSON.parse(stored)) as Stored;
    const waits = ({ changedAt }: FormRun) => now - Date.parse(changedAt) < keptMs;
    this.chatId = chatId;
    this.userId = userId;
    this.conversation = conversation;
    this.run = run && waits(run) ? run : null;
    this.paused = paused.filter(waits);
    this.#read = stored;
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
    const stored: Stored = { conversation, run: run ?? undefined, ...(paused.length > 0 && { paused }) };
    const state = isEmpty ? null : JSON.stringify(stored);
    if (state === this.#read) return;
    turn.stand({
      bot_id: turn.bot.id,
      tenant_id: turn.bot.tenantId,
      chat_id: this.chatId,
      user_id: this.userId,
      state,
    });
  }
}
