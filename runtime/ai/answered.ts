/** What the model has answered, as it is remembered with the job that asked: said again it is the same. */
import type { BotContext } from "../speaking/context.ts";
import type { FormattedText } from "../speaking/formatted-text.ts";
import type { Turn } from "../turn/turn.ts";

export interface Answered {
  formatted: FormattedText;
  tokensUsed: number | null;
  /** How long it took. */
  ms: number;
}

/** Its name among what a turn remembers. */
const name = "answer";

/** The answer, which `ask` is asked for once, however often the turn's job is handled. */
export const answeredOnce = (turn: Turn, ask: () => Promise<Answered>): Promise<Answered> => turn.once(name, ask);

/** @returns what an earlier handling of the turn's job has left; `null` when there is none */
export const answeredIn = ({ memo }: Turn): Answered | null => (memo[name] as Answered | undefined) ?? null;

export const sayAnswer = (ctx: BotContext, { formatted, tokensUsed, ms }: Answered): Promise<void> =>
  ctx.say(formatted, { provenance: { aiProcessed: true, tokensUsed, processingTimeMs: ms } });
