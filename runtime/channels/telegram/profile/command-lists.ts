/**
 * Telegram's lists of a bot's commands: one for everybody, and one for each language that reads another. Which of them
 * Telegram knows already is kept as hashes, so that each is told when it changed, and then alone.
 */
import { createHash } from "node:crypto";
import type { BotCommand } from "grammy/types";
import { type Language, languages } from "#shared/schemas/language.ts";
import { inLanguage, type Translations } from "#shared/schemas/translations.ts";

/** Telegram shows at most this many. */
const maxCommands = 100;

/** Empty: whoever speaks none of the others. */
export type ListLanguage = Language | "";

export interface DescribedCommand {
  readonly name: string;
  readonly description: string;
  readonly descriptions: Translations;
}

export interface ListStep {
  language: ListLanguage;
  /** `null`: the language has no list of its own any more. */
  commands: BotCommand[] | null;
  /** Of the commands. */
  hash: string | null;
}

export function commandLists(given: Iterable<DescribedCommand>): ReadonlyMap<ListLanguage, BotCommand[]> {
  const commands = [...given].slice(0, maxCommands);
  const everybodys = listIn(undefined, commands);
  const lists = new Map<ListLanguage, BotCommand[]>([["", everybodys]]);
  for (const language of languages) {
    const own = listIn(language, commands);
    if (hashOf(own) !== hashOf(everybodys)) lists.set(language, own);
  }
  return lists;
}

/** @param told the hashes of what Telegram knows. @returns what is to be told, everybody's list first */
export function listSteps(
  lists: ReadonlyMap<ListLanguage, BotCommand[]>,
  told: ReadonlyMap<ListLanguage, string>,
): ListStep[] {
  return (["", ...languages] as const).flatMap((language): ListStep[] => {
    const commands = lists.get(language) ?? null;
    if (!commands) return told.has(language) ? [{ language, commands: null, hash: null }] : [];
    const hash = hashOf(commands);
    if (hash === told.get(language)) return [];
    // A bot that never had commands here may have some from before: those are not ours to remove.
    return commands.length > 0 || told.has(language) ? [{ language, commands, hash }] : [];
  });
}

/** @param text as {@link writeTold} made it: everybody's hash alone, or with those of languages, as in `… ru:…` */
export function readTold(text: string | null): Map<ListLanguage, string> {
  const parts = (text ?? "").split(" ").filter(Boolean);
  return new Map(
    parts.map((part): [ListLanguage, string] => {
      const [hash, language] = part.split(":").toReversed();
      return [(language ?? "") as ListLanguage, hash!];
    }),
  );
}

/** @returns `null` when nothing was told */
export function writeTold(told: ReadonlyMap<ListLanguage, string>): string | null {
  const parts = [...told].map(([language, hash]) => (language === "" ? hash : `${language}:${hash}`));
  return parts.join(" ") || null;
}

/** Telegram wants a description of each: without one the name has to do. */
const listIn = (language: Language | undefined, commands: readonly DescribedCommand[]): BotCommand[] =>
  commands.map(({ name, description, descriptions }) => ({
    command: name,
    description: inLanguage(language, description, descriptions).trim() || `/${name}`,
  }));

const hashOf = (list: BotCommand[]): string => createHash("sha256").update(JSON.stringify(list)).digest("base64url");
