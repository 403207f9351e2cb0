/**
 * The one middleware tree that serves every bot. A stage answers, or passes on: who writes → the month's limit → forms →
 * menus → commands → the model → the fallback.
 */
import { Composer, type MiddlewareFn } from "grammy";
import type { UsageMeter } from "../bots/usage-meter.ts";
import type { KeepPhoto } from "../files/keep-photo.ts";
import type { Conversations } from "../turn/conversations.ts";
import type { Standings } from "../turn/standings.ts";
import type { BotContext } from "./context.ts";
import { type AnswerWithAi, answering } from "./stages/answering.ts";
import { commandRunner, commands } from "./stages/commands.ts";
import { conversing } from "./stages/conversing.ts";
import { forms } from "./stages/forms.ts";
import { membership } from "./stages/membership.ts";
import { menus } from "./stages/menus.ts";
import { monthlyLimit } from "./stages/monthly-limit.ts";

interface Deps {
  conversations: Conversations;
  standings: Standings;
  usage: UsageMeter;
  answerWithAi: AnswerWithAi;
  keepPhoto?: KeepPhoto | undefined;
}

export function createPipeline(deps: Deps): MiddlewareFn<BotContext> {
  const { conversations, standings, usage, answerWithAi, keepPhoto } = deps;
  const runCommand = commandRunner({ answerWithAi });
  return new Composer<BotContext>(
    membership({ conversations }),
    conversing({ conversations }),
    monthlyLimit({ usage }),
    forms({ standings, answerWithAi, keepPhoto }),
    menus({ runCommand }),
    commands({ runCommand }),
    answering({ answerWithAi }),
    (ctx) => ctx.say(ctx.fallback),
  ).middleware();
}
