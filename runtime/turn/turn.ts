/**
 * The handling of one update, as a unit of work: what it has read, sent, and has to write.
 *
 * Sends are journalled before they leave. State, counts and the inbox's "done" are held back and written together by
 * `finish`. Once its life has ended nothing more is begun or written, whatever a handler that was cut off still tries;
 * how a send ended that had begun before is still recorded.
 */
import { newId } from "#shared/db/new-id.ts";
import { plainText } from "#shared/db/plain-text.ts";
import { wallClock } from "#shared/lifecycle/wall-clock.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Committer } from "../committer/committer.ts";
import type { ActionRecord } from "../committer/sections/actions.ts";
import type { AsideRecord } from "../committer/sections/asides.ts";
import type { ConversationStateRecord } from "../committer/sections/conversation-states.ts";
import type { ConversationRecord } from "../committer/sections/conversations.ts";
import type { FailureRecord } from "../committer/sections/failures.ts";
import type { FinishRecord } from "../committer/sections/finishes.ts";
import type { MessageFileRecord } from "../committer/sections/message-files.ts";
import type { MessageRecord } from "../committer/sections/messages.ts";
import type { SettledSend } from "../committer/sections/settled-sends.ts";
import type { SubmissionRecord } from "../committer/sections/submissions.ts";
import type { Stored } from "../committer/sections/updates.ts";
import type { Writes } from "../committer/sections.ts";
import type { Job } from "../dispatcher/job.ts";
import type { KnownConversation } from "./conversations.ts";
import { HandedOn } from "./handed-on.ts";
import type { JournalEntry } from "./journal.ts";
import { journalPlaceOf, type Order } from "./order.ts";
import { TurnLife } from "./turn-life.ts";

interface Deps {
  committer: Committer;
  bot: ServedBot;
  job: Job;
  /** The lane that the job is in. */
  lane: string;
  /** See {@link Turn.isTrial}. */
  isTrial: boolean;
  journal: ReadonlyMap<number, JournalEntry>;
  /** Told of writes that nobody waits for and that failed. */
  onLostWrite(error: Error): void;
  /** Something to tell on the bot's page. */
  onTrouble?(code: string, message: string): void;
  onSettled?(status: SettledSend["status"]): void;
  /** A file that came along is noted, and may be fetched. */
  onFile?(): void;
}

export interface InboundMessage {
  content: string;
  type: string;
  telegramMessageId: number | null;
  from: { id: number; username: string | null; firstName: string | null } | null;
}

/** What is known of an outbound message besides its text. */
export interface Provenance {
  aiProcessed: boolean;
  tokensUsed: number | null;
  processingTimeMs: number | null;
}

/** One send of a turn, before the call. */
export interface Step {
  /** 1 for the first. */
  readonly number: number;
  /** What an earlier handling knows of it; null when it is new. */
  readonly earlier: JournalEntry | null;
  /** Resolves when it is safe to make the call, unless the turn was cut off meanwhile. */
  readonly journalled: Promise<unknown>;
}

const handMade: Provenance = { aiProcessed: false, tokensUsed: null, processingTimeMs: null };

export class Turn {
  readonly bot: ServedBot;
  readonly job: Job;
  readonly lane: string;
  readonly #deps: Deps;
  readonly life = new TurnLife();
  #memo: Readonly<Record<string, unknown>>;
  #conversation: ConversationRecord | null = null;
  /** What is to be written of the conversation where the turn only speaks in it. */
  #aside: AsideRecord | null = null;
  #handedOn: HandedOn | null = null;
  /** Of the update that is answered. */
  readonly #answeredSeq: number;
  #step: number;
  #messages = 0;
  #counted = false;
  #hasUnknown = false;
  #provenance = handMade;
  #sessionState: ConversationStateRecord | null = null;
  #action: ActionRecord | null = null;
  #submissions: Map<string, SubmissionRecord> | null = null;
  /** Another job that ends with this one. */
  #endedToo: FinishRecord | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.bot = deps.bot;
    this.job = deps.job;
    this.lane = deps.lane;
    this.#memo = deps.job.memo;
    const { seq, firstStep } = journalPlaceOf(deps.job);
    this.#answeredSeq = seq;
    this.#step = firstStep - 1;
  }

  /** Whether the bot is only being tried out: then it counts for nothing, and is shown nowhere else. */
  get isTrial(): boolean {
    return this.#deps.isTrial;
  }

  /** @throws {Error} before `converse` */
  get conversation(): Readonly<ConversationRecord> {
    if (!this.#conversation) throw new Error("This turn has no conversation");
    return this.#conversation;
  }

  get hasConversation(): boolean {
    return this.#conversation !== null;
  }

  /** Whether something of it goes on in a job of its own. */
  get handsOn(): boolean {
    return this.#handedOn !== null;
  }

  /** Whether this turn belongs to a conversation, and writes it. */
  get converses(): boolean {
    return this.#conversation !== null && this.#aside === null;
  }

  /** What was last said in a conversation that this turn only speaks in; `null` when nothing was. */
  get saidAside(): string | null {
    return this.#aside?.last_message ?? null;
  }

  /** Takes part in a conversation, whose record is the turn's from now on; the message that came in shows there at once. */
  converse({ record, exists }: KnownConversation, message: InboundMessage | null): void {
    record.last_message_at = this.job.receivedAt;
    if (this.isTrial) record.preview = true;
    this.#conversation = record;
    if (!message) return;
    this.#messages++;
    const content = plainText(message.content);
    this.change({
      last_message: excerpt(content) || record.last_message,
      telegram_user_id: message.from?.id ?? record.telegram_user_id,
      telegram_username: nullable(message.from?.username) ?? record.telegram_username,
      telegram_first_name: nullable(message.from?.firstName) ?? record.telegram_first_name,
    });
    const inbound = this.#message(0, { content, type: message.type }, handMade);
    inbound.telegram_message_id = message.telegramMessageId;
    inbound.created_at = this.job.receivedAt;
    this.#write(exists ? { messages: [inbound] } : { messages: [inbound], conversations: [{ ...this.conversation }] });
  }

  /** Speaks in a conversation whose record belongs to the turns of its chat. */
  joins({ record }: KnownConversation): void {
    this.#conversation = record;
    this.#aside = { id: record.id, last_message: null, last_message_at: this.job.receivedAt, state: null };
  }

  /** Changes the conversation; written when the turn is finished, and of no effect after that. */
  change(change: Partial<Pick<ConversationRecord, ChangeableField>>): void {
    if (!this.life.ended) Object.assign(this.conversation, change);
  }

  /** Notes that the bot may not write in this conversation any more. */
  blocked(): void {
    if (this.#aside) this.#aside.state = "blocked";
    else this.change({ state: "blocked" });
  }

  /**
   * Has the bot itself carry out `order`, in a job of its own that waits in `lane`: it is stored with the end of this turn,
   * and knows the update that it came from.
   */
  handOn(order: Order, lane: string): void {
    this.#handedOn ??= new HandedOn();
    this.#handedOn.add(this.bot, this.job, order, lane);
  }

  /** What was handed on, as jobs. @param stored as {@link finish} has told */
  handedOn(stored: readonly Stored[]): { lane: string; job: Job }[] {
    return this.#handedOn?.jobs(stored) ?? [];
  }

  /** Counts the message that came in against the month's. */
  count(): void {
    this.#counted = true;
  }

  /** Has a file fetched that the message brought; it shows there once it is kept, or that it is too large for that. */
  fetchFile({ fileId, name, tooLarge }: { fileId: string; name: string | undefined; tooLarge: boolean }): void {
    const record: MessageFileRecord = {
      inbox_seq: this.job.seq,
      tenant_id: this.bot.tenantId,
      bot_id: this.bot.id,
      telegram_file_id: fileId,
      name: name === undefined ? null : plainText(name.slice(0, 200)),
      state: tooLarge ? "too_large" : "pending",
    };
    const { committer, onLostWrite, onFile } = this.#deps;
    committer.commit(this.bot.tenure, { messageFiles: [record] }).then(() => onFile?.(), onLostWrite);
  }

  /** Changes how far who wrote has come in a conversation; written when the turn is finished. */
  keepSessionState(state: ConversationStateRecord): void {
    this.#sessionState = state;
  }

  /** How far they have come, if this turn has changed that. */
  get sessionState(): ConversationStateRecord | null {
    return this.#sessionState;
  }

  /** Keeps what was answered to a form; written when the turn is finished. */
  submit(submission: SubmissionRecord): void {
    this.#submissions ??= new Map();
    this.#submissions.set(submission.id, submission);
  }

  /** Writes at once what is to be submitted, before something that takes long, or may fail. */
  async saveSubmitted(): Promise<void> {
    this.life.throwIfEnded();
    if (this.#submissions) await this.#deps.committer.commit(this.bot.tenure, { submissions: this.#submitted });
  }

  /** Records how the action of a submission went; written when the turn is finished. */
  settleAction(action: ActionRecord): void {
    this.#action = action;
  }

  /** Ends another of the bot's jobs together with this one: one that has said nothing, and counts for nothing. */
  endToo({ seq, updateId }: Pick<Job, "seq" | "updateId">): void {
    this.#endedToo = {
      seq,
      bot_id: this.bot.id,
      update_id: updateId,
      tenant_id: this.bot.tenantId,
      conversation_id: null,
      messages: 0,
      counted: false,
    };
  }

  /** Writes at once what must stand before the turn goes on; with nothing to write, what was written before stands then. */
  async writeNow(writes: Pick<Writes, "connections">): Promise<void> {
    this.life.throwIfEnded();
    await this.#deps.committer.commit(this.bot.tenure, writes);
  }

  /** Whether what was submitted waits for its action. */
  get awaitsAction(): boolean {
    return this.#submitted.some(({ action_state }) => action_state === "pending");
  }

  /** Says where the next message comes from; after it, messages are hand-made again. */
  describeNext(provenance: Provenance): void {
    this.#provenance = provenance;
  }

  /** The result of `compute`, or of an earlier handling of this update: what must not differ or cost twice. */
  async once<T>(name: string, compute: () => Promise<T>): Promise<T> {
    if (name in this.#memo) return this.#memo[name] as T;
    const result = await compute();
    this.life.throwIfEnded();
    this.#memo = { ...this.#memo, [name]: result };
    const { seq, updateId } = this.job;
    this.#write({ memos: [{ seq, bot_id: this.bot.id, update_id: updateId, memo: this.#memo }] });
    return result;
  }

  /** Journals the next send. */
  beginSend(message: { content: string; type: string }): Step {
    this.life.throwIfEnded();
    const number = ++this.#step;
    const provenance = this.#provenance;
    this.#provenance = handMade;
    const content = plainText(message.content);
    this.#messages++;
    if (content) this.#said(excerpt(content));

    const earlier = this.#deps.journal.get(number) ?? null;
    if (earlier?.status === "unknown") this.#hasUnknown = true;
    if (earlier) return { number, earlier, journalled: this.#begunAgain(number, earlier) };

    const record = this.#message(number, { content, type: message.type }, provenance);
    return { number, earlier, journalled: this.#deps.committer.commit(this.bot.tenure, { messages: [record] }) };
  }

  #said(excerpt: string): void {
    if (!this.#aside) return this.change({ last_message: excerpt });
    this.#aside.last_message = excerpt;
    this.#aside.last_message_at = wallClock.now();
  }

  async #begunAgain(step: number, { status }: JournalEntry): Promise<void> {
    if (status !== "failed") return;
    const again = { status: "sending", telegram_message_id: null, error: null } as const;
    await this.#deps.committer.commit(this.bot.tenure, { settled: [this.#settled(step, again)] });
  }

  /** Records how a send ended. Nobody needs to wait: what comes next is committed after it. */
  settle(step: Step, outcome: SendOutcome): void {
    if (outcome.status === "unknown") this.#hasUnknown = true;
    this.#deps.onSettled?.(outcome.status);
    this.#write({ settled: [this.#settled(step.number, outcome)] });
  }

  /** Whether nobody knows of something it has sent if that has arrived. */
  get hasUnknown(): boolean {
    return this.#hasUnknown;
  }

  trouble(code: string, message: string): void {
    this.#deps.onTrouble?.(code, message);
  }

  /** Writes what was held back, and that the update is done. @returns the places of what was handed on, in order */
  finish(): Promise<Stored[]> {
    this.life.throwIfEnded();
    this.life.close();
    const { seq, updateId } = this.job;
    const finished: FinishRecord = {
      seq,
      bot_id: this.bot.id,
      update_id: updateId,
      tenant_id: this.bot.tenantId,
      conversation_id: this.#conversation?.id ?? null,
      messages: this.#messages,
      counted: this.#counted,
    };
    const writes: Writes = { finished: this.#endedToo ? [finished, this.#endedToo] : [finished] };
    if (this.#aside) writes.asides = [this.#aside];
    else if (this.#conversation) writes.conversations = [this.#conversation];
    if (this.#sessionState) writes.conversationStates = [this.#sessionState];
    if (this.#submissions) writes.submissions = this.#submitted;
    if (this.#action) writes.actions = [this.#action];
    if (this.#handedOn) writes.updates = this.#handedOn.records;
    return this.#deps.committer.commit(this.bot.tenure, writes);
  }

  /** Records that the handling failed. */
  fail(failure: Pick<FailureRecord, "attempts" | "delay_ms" | "error" | "dead">): Promise<unknown> {
    this.life.end();
    const { seq, updateId } = this.job;
    return this.#deps.committer.commit(this.bot.tenure, {
      failed: [{ seq, bot_id: this.bot.id, update_id: updateId, ...failure, error: plainText(failure.error) }],
      // Nobody comes back to what is given up.
      ...(failure.dead && this.#action && { actions: [this.#action] }),
    });
  }

  /** What a second handling may rely on. */
  get memo(): Readonly<Record<string, unknown>> {
    return this.#memo;
  }

  get #submitted(): SubmissionRecord[] {
    return this.#submissions ? [...this.#submissions.values()] : [];
  }

  #settled(step: number, outcome: SendOutcome): SettledSend {
    return { inbox_seq: this.#answeredSeq, step, ...outcome };
  }

  /** Of one shape, as the engine likes best what it makes most of. Step 0 came in, the others go out. */
  #message(
    step: number,
    { content, type }: { content: string; type: string },
    { aiProcessed, tokensUsed, processingTimeMs }: Provenance,
  ): MessageRecord {
    return {
      id: newId(),
      tenant_id: this.bot.tenantId,
      conversation_id: this.conversation.id,
      bot_id: this.bot.id,
      inbox_seq: this.#answeredSeq,
      step,
      content,
      message_type: type,
      telegram_message_id: null,
      ai_processed: aiProcessed,
      tokens_used: tokensUsed,
      processing_time_ms: processingTimeMs,
      created_at: wallClock.now(),
    };
  }

  #write(writes: Writes): void {
    this.#deps.committer.post(this.bot.tenure, writes, this.#deps.onLostWrite);
  }
}

type SendOutcome = Omit<SettledSend, "inbox_seq" | "step">;

type ChangeableField =
  | "state"
  | "context"
  | "last_message"
  | "telegram_user_id"
  | "telegram_username"
  | "telegram_first_name";

/** As much of a message as a list of conversations shows; a copy, as a part of a text keeps all of it in memory. */
const excerpt = (text: string) => Buffer.from(plainText(text.trim().slice(0, 120))).toString();
const nullable = (text: string | null | undefined) => (text ? plainText(text) : null);
