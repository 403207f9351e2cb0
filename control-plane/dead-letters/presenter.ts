import type * as Entities from "#shared/db/entities/dead-letter.ts";
import { isPreview } from "#shared/inbox/preview-person.ts";
import type { DeadLetter } from "#shared/schemas/dead-letter.ts";

export function presentDeadLetter(letter: Entities.DeadLetter): DeadLetter {
  const [kind = "unknown", content] = contentOf(letter.payload);
  const person = content.from ?? content.user ?? {};
  return {
    id: letter.id,
    botId: letter.bot.id,
    kind,
    from: nameOf(person),
    text: excerpt(content.text ?? content.caption),
    preview: isPreview(null, Number(person.id ?? 0)),
    error: letter.error,
    attempts: letter.attempts,
    receivedAt: letter.receivedAt.toISOString(),
    diedAt: letter.diedAt.toISOString(),
  };
}

/** As much of an update's content as is shown. It is of any kind, and was refused: nothing of it is sure. */
interface Content {
  from?: Person;
  user?: Person;
  text?: unknown;
  caption?: unknown;
}

interface Person {
  id?: unknown;
  first_name?: unknown;
  last_name?: unknown;
}

/** @returns the update's kind and what is in it */
function contentOf(payload: unknown): [kind: string | undefined, content: Content] {
  const parts = Object.entries(payload ?? {}).filter(([, part]) => typeof part === "object" && part !== null);
  // What a bot had itself do for an update comes along with that.
  const [kind, content] = parts.find(([key]) => key !== "botfactory") ?? parts[0] ?? [];
  return [kind, (content ?? {}) as Content];
}

function nameOf({ first_name, last_name }: Person): string | null {
  const name = [first_name, last_name].filter((part) => typeof part === "string").join(" ");
  return name.trim() === "" ? null : name.trim();
}

const mostCharacters = 500;

const excerpt = (text: unknown): string | null =>
  typeof text === "string" && text !== "" ? text.slice(0, mostCharacters).toWellFormed() : null;
