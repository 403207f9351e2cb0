/**
 * JSON of a channel whose ids may be longer than a number holds. What is read of it holds each long integer as a `bigint`,
 * which local ids take the place of before it goes any further; no JSON is ever written of one by mistake.
 */
import { firstLocal, isLocal } from "#shared/addresses.ts";

/** Those of messages are numbered apart. */
export type AddressKind = "chat" | "message";

/** Something outside, by its external id. */
export interface Outside {
  readonly kind: AddressKind;
  readonly id: bigint;
}

/** On what was read with long integers in it, which are rare: all else need not be looked through. */
const held = Symbol("holds long integers");
type Marked = { [held]?: true };

/** The shortest long integer has so many digits. */
const leastDigits = 16;
/** A long integer where a value begins. It finds some in texts too, which then are read as they are. */
const long = /[:,[]\s*-?\d{16}/;
/** Nobody's id is longer; PostgreSQL's indexes could not hold just any. */
const mostDigits = 64;

interface Source {
  source?: string;
}

/**
 * @param text JSON
 * @returns what it says, with every integer of 2⁵¹ and more as a `bigint`
 * @throws {SyntaxError}
 */
export function readExactly(text: string): unknown {
  if (!holdsDigits(text) || !long.test(text)) return JSON.parse(text);
  let found = false;
  const exactly = (key: string, value: unknown, { source = "" }: Source) => {
    if (typeof value !== "number" || Math.abs(value) < firstLocal) return value;
    // An update is known by its place in a queue, with which is counted.
    if (key === "update_id" || source.length > mostDigits) return value;
    const isWhole = /^-?\d+$/.test(source);
    // A server may write ids as fractions, like 2251799813685248.0: as a number it would be one of ours, somebody else's.
    if (!isWhole && !isLocal(value)) return value;
    found = true;
    return BigInt(isWhole ? source : value);
  };
  const read: unknown = JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
  if (found) markAll(read);
  return read;
}

/** Whether so many digits follow one another: one place in sixteen tells that none do, at a fortieth of what reading costs. */
function holdsDigits(text: string): boolean {
  for (let at = leastDigits - 1; at < text.length; at += leastDigits) {
    if (!isDigit(text, at)) continue;
    let from = at;
    while (isDigit(text, from - 1)) from--;
    let to = at + 1;
    while (isDigit(text, to)) to++;
    if (to - from >= leastDigits) return true;
  }
  return false;
}

/** The answer itself, and what of it goes on alone: its result, each update in that, and why it is a refusal. */
function markAll(answer: unknown): void {
  if (!isContainer(answer)) return;
  const { result, parameters } = answer as { result?: unknown; parameters?: unknown };
  for (const part of [answer, parameters, result, ...(Array.isArray(result) ? result : [])])
    if (isContainer(part)) markLong(part);
}

/** Says that it holds long integers of what a channel has made itself, as an update that it has translated. */
export const markLong = <T extends object>(made: T): T => Object.defineProperty(made, held, { value: true });

/** Whether something that was read may hold long integers. */
export const holdsLong = (read: unknown): boolean => isContainer(read) && (read as Marked)[held] === true;

/** @returns all that a value names by long integers, each as often as it does */
export function outsideIn(value: unknown): Outside[] {
  const found: Outside[] = [];
  replaceLong(value, (outside) => {
    found.push(outside);
    return outside.id;
  });
  return found;
}

/** Puts numbers in the place of all long integers. */
export function replaceLong(
  value: unknown,
  by: (outside: Outside) => number | bigint,
  kind: AddressKind = "chat",
): void {
  if (!isContainer(value)) return;
  for (const [key, part] of Object.entries(value)) {
    const its = Array.isArray(value) ? kind : kindOf(key);
    if (typeof part === "bigint") (value as Record<string, unknown>)[key] = by({ kind: its, id: part });
    else replaceLong(part, by, its);
  }
}

const kindOf = (field: string): AddressKind => (/(?:^|_)message_ids?$/.test(field) ? "message" : "chat");

/** Whether a call names something by a local id. Asked of every call: it makes nothing, and looks at each part once. */
export function namesLocal(value: unknown): boolean {
  if (!isContainer(value)) return false;
  if (Array.isArray(value)) {
    // By index, as the engine goes through lists quickest.
    for (let n = 0; n < value.length; n++) if (isOrNamesLocal(value[n])) return true;
    return false;
  }
  for (const field in value) if (isOrNamesLocal((value as Record<string, unknown>)[field])) return true;
  return false;
}

const isOrNamesLocal = (part: unknown): boolean =>
  typeof part === "number" ? isLocal(part) : typeof part === "object" && namesLocal(part);

/** @returns all local ids that a call names */
export function localsIn(value: unknown): number[] {
  if (typeof value === "number") return isLocal(value) ? [value] : [];
  return isContainer(value) ? Object.values(value).flatMap(localsIn) : [];
}

/** @returns the call with external ids in the place of local ones, to be written as JSON */
export function withExternals<T>(value: T, externalOf: (local: number) => string): T {
  if (typeof value === "number") return (isLocal(value) ? JSON.rawJSON(externalOf(value)) : value) as T;
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map((part) => withExternals(part, externalOf)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withExternals(part, externalOf)])) as T;
}

/** False before the beginning and past the end. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** What JSON itself is made of: a file that goes along has a class of its own, and is as long as it is. */
function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
