/**
 * Ids that are longer than a number holds, as other servers than Telegram's own have them. Here everybody is a number; on
 * the wire, and there alone, each such id stands as the bare integer that it is. One that is wrong in its last digit is
 * nobody's.
 */

type Given = number | bigint | string;

interface Source {
  source?: string;
}

/** Unlike any number that is no id. */
const firstInside = 9_000_000_000_000;

export class LongIds {
  readonly #outside = new Map<number, string>();
  readonly #inside = new Map<string, number>();
  /** What is added to the ids of messages; `null`: they are what they are. */
  readonly #messageBase: bigint | null;

  constructor(messageBase: bigint | null) {
    this.#messageBase = messageBase;
  }

  /** @returns the number that an id has here: its own, if it is short */
  take(given: Given): number {
    const id = BigInt(given);
    if (BigInt(Number(id)) === id && Number.isSafeInteger(Number(id))) return Number(id);
    const digits = String(id);
    const known = this.#inside.get(digits);
    if (known !== undefined) return known;
    const inside = (firstInside + this.#inside.size) * (id < 0n ? -1 : 1);
    this.#inside.set(digits, inside);
    this.#outside.set(inside, digits);
    return inside;
  }

  /** @returns JSON as a client gets it */
  write(value: unknown): string {
    if (this.#outside.size === 0 && this.#messageBase === null) return JSON.stringify(value);
    return JSON.stringify(value, (key, part: unknown) => {
      if (typeof part !== "number") return part;
      const digits = this.#isMessage(key) ? this.#messageOutside(part) : this.#outside.get(part);
      return digits === undefined ? part : JSON.rawJSON(digits);
    });
  }

  /** Reads what a client has sent. @throws {SyntaxError} */
  read(text: string): unknown {
    if (this.#outside.size === 0 && this.#messageBase === null) return JSON.parse(text);
    const exact = (_: string, part: unknown, { source = "" }: Source) =>
      Number.isInteger(part) && /^-?\d+$/.test(source) ? BigInt(source) : part;
    return this.#insideOf(JSON.parse(text, exact as (key: string, part: unknown) => unknown), "");
  }

  #insideOf(part: unknown, field: string): unknown {
    if (typeof part === "bigint") {
      if (this.#isMessage(field)) return this.#messageInside(String(part));
      return this.#inside.get(String(part)) ?? Number(part);
    }
    if (Array.isArray(part)) return part.map((one) => this.#insideOf(one, field.replace(/s$/, "")));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, this.#insideOf(one, name)]));
  }

  /** Reads a field of a form, which may hold JSON itself. */
  readField(name: string, text: string): string {
    if (this.#isMessage(name) && /^\d+$/.test(text)) return String(this.#messageInside(text));
    if (!/^\s*[[{]/.test(text)) return String(this.#inside.get(text) ?? text);
    try {
      return JSON.stringify(this.read(text));
    } catch {
      return text;
    }
  }

  #isMessage(field: string): boolean {
    return this.#messageBase !== null && /(?:^|_)message_id$/.test(field);
  }

  #messageOutside(id: number): string {
    return String(this.#messageBase! + BigInt(id));
  }

  /** Nobody's, where it is none of ours. */
  #messageInside(digits: string): number {
    const id = Number(BigInt(digits) - (this.#messageBase ?? 0n));
    return Number.isSafeInteger(id) && id >= 0 ? id : 0;
  }
}
