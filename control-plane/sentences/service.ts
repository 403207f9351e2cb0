/** What a bot says by itself: the built-in sentences, and what its tenant has it say instead. */
import { LockMode } from "@mikro-orm/core";
import { Bot } from "#shared/db/entities/bot.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { type Language, languages } from "#shared/schemas/language.ts";
import type { Sentence, SentenceOverrides, UpdateSentences } from "#shared/schemas/sentence.ts";
import { builtIns } from "#shared/sentences/built-in.ts";
import { argumentsFor, checkedOverride, longest } from "#shared/sentences/override.ts";
import { getBot } from "../bots/service.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import type { Scope } from "../http/route.ts";

/** @throws {NotFound} when there is no such bot */
export async function listSentences(scope: Scope, botId: string): Promise<Sentence[]> {
  return present((await getBot(scope, botId)).sentences ?? {});
}

/**
 * @throws {NotFound}
 * @throws {AppError} `invalid` when a sentence is unknown, or a text cannot be said
 */
export async function updateSentences(
  { em }: Scope,
  botId: string,
  changes: UpdateSentences,
  deps: ChangeDeps,
): Promise<Sentence[]> {
  const sentences = await changeBots({ em }, deps, async (em) => {
    // Two changes at once: neither may write back what the other has replaced.
    const bot = await em.findOne(Bot, { id: botId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!bot) throw new NotFound("This bot");
    requireSayable(changes);
    const after = merged(bot.sentences ?? {}, changes);
    bot.sentences = after;
    return { botIds: [botId], result: after };
  });
  return present(sentences);
}

const forEachLanguage = <T>(value: (language: Language) => T) =>
  Object.fromEntries(languages.map((language) => [language, value(language)])) as Record<Language, T>;

const present = (overrides: SentenceOverrides): Sentence[] =>
  [...builtIns().values()].map((sentence) => ({
    id: sentence.id,
    group: sentence.group,
    args: argumentsFor(sentence),
    maxLength: longest(sentence.id),
    defaults: forEachLanguage((language) => sentence.texts[language] ?? sentence.texts[languages[0]] ?? sentence.id),
    overrides: forEachLanguage((language) => overrides[language]?.[sentence.id] ?? null),
  }));

function requireSayable(changes: UpdateSentences): void {
  const issues = entriesOf(changes).flatMap(({ language, id, text }) => {
    const sentence = builtIns().get(id);
    if (!sentence) return [{ path: [language, id], message: "There is no sentence of this name" }];
    const checked = text === null ? null : checkedOverride(sentence, text, language);
    return checked && "refusal" in checked ? [{ path: [language, id], message: checked.refusal }] : [];
  });
  if (issues.length === 0) return;
  throw new AppError("invalid", issues.length > 1 ? "Check the marked texts" : issues[0]!.message, { issues });
}

function merged(before: SentenceOverrides, changes: UpdateSentences): SentenceOverrides {
  const after = forEachLanguage((language) => ({ ...before[language] }));
  for (const { language, id, text } of entriesOf(changes)) {
    if (text === null) delete after[language][id];
    else after[language][id] = text;
  }
  return after;
}

const entriesOf = (changes: UpdateSentences) =>
  languages.flatMap((language) =>
    Object.entries(changes[language] ?? {}).map(([id, text]) => ({ language, id, text })),
  );
