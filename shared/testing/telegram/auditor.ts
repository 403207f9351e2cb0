/**
 * Judges whether a bot answered everything it was given, once and in order.
 * It hears of every queued update and every message sent: `telegram.observe(auditor)`.
 */
import type { Message, Update } from "grammy/types";

/** An answer that an update asks for. */
export interface Expected {
  /** What has to be answered in the order it came: bot and chat, usually. */
  lane: string;
  /** Names the answer among all of all bots. */
  key: string;
}

export interface AuditRules {
  /** `null` when the update asks for no answer. */
  expected(botId: number, update: Update): Expected | null;
  /** The key that the message answers; `null` when it answers none. */
  answered(botId: number, message: Message): string | null;
}

export interface AuditReport {
  /** Updates that ask for an answer. */
  expected: number;
  /** Of these, how many have one. */
  answered: number;
  lost: string[];
  /** Keys answered more than once. */
  doubled: string[];
  /** Keys first answered after a later one of their lane. */
  misordered: string[];
  /** Answered keys that nothing asked for. */
  unexpected: string[];
}

interface Entry {
  lane: string;
  /** Position in its lane. */
  index: number;
  answers: number;
}

export class Auditor {
  readonly #rules: AuditRules;
  readonly #entries = new Map<string, Entry>();
  readonly #laneLengths = new Map<string, number>();
  /** By lane, the highest index answered. */
  readonly #answeredUpTo = new Map<string, number>();
  readonly #misordered: string[] = [];
  readonly #unexpected: string[] = [];
  #answered = 0;

  constructor(rules: AuditRules) {
    this.#rules = rules;
  }

  queued({ id }: { id: number }, update: Update): void {
    const expected = this.#rules.expected(id, update);
    if (!expected || this.#entries.has(expected.key)) return;
    const index = this.#laneLengths.get(expected.lane) ?? 0;
    this.#laneLengths.set(expected.lane, index + 1);
    this.#entries.set(expected.key, { lane: expected.lane, index, answers: 0 });
  }

  sent({ id }: { id: number }, message: Message): void {
    const key = this.#rules.answered(id, message);
    if (key === null) return;
    const entry = this.#entries.get(key);
    if (!entry) {
      this.#unexpected.push(key);
      return;
    }
    entry.answers++;
    if (entry.answers > 1) return;
    this.#answered++;
    const upTo = this.#answeredUpTo.get(entry.lane) ?? -1;
    if (entry.index < upTo) this.#misordered.push(key);
    else this.#answeredUpTo.set(entry.lane, entry.index);
  }

  /** Answers still missing; cheap enough to wait on. */
  get missing(): number {
    return this.#entries.size - this.#answered;
  }

  report(): AuditReport {
    const keys = (fits: (entry: Entry) => boolean) =>
      [...this.#entries].filter(([, entry]) => fits(entry)).map(([key]) => key);
    return {
      expected: this.#entries.size,
      answered: this.#answered,
      lost: keys(({ answers }) => answers === 0),
      doubled: keys(({ answers }) => answers > 1),
      misordered: [...this.#misordered],
      unexpected: [...this.#unexpected],
    };
  }
}

/**
 * Rules for a bot whose answers repeat a tag of the text they answer. A tag
 * counts per bot and chat, which are the lane; an update is expected once.
 *
 * @param tag `#` and digits by default
 */
export function byTag(tag = /#\d+/): AuditRules {
  const keyOf = (botId: number, message: Message | undefined): Expected | null => {
    const found = tag.exec(message?.text ?? "")?.[0];
    if (!message || found === undefined) return null;
    const lane = `${botId}/${message.chat.id}`;
    return { lane, key: `${lane}/${found}` };
  };
  return {
    expected: (botId, update) => keyOf(botId, update.message),
    answered: (botId, message) => keyOf(botId, message)?.key ?? null,
  };
}
