/**
 * The one middleware tree that serves every bot. A stage answers, or passes on: who writes → the month's limit →
 * menus → commands → the model → the fallback.
 */
import { Composer, type MiddlewareFn } from "grammy";
import type { UsageMeter } from "../bots/usage-meter.ts";
import type { Conversations } from "../turn/conversations.ts";
import type { BotContext } from "./context.ts";
import { type AnswerWithAi, answering } from "./stages/answering.ts";
import { commandRunner, commands } from "./stages/commands.ts";
import { conversing } from "./stages/conversing.ts";
import { membership } from "./stages/membership.ts";
import { menus } from "./stages/menus.ts";
import { monthlyLimit } from "./stages/monthly-limit.ts";
import type { RunWebhook } from "./webhook-command.ts";

interface Deps {
  conversations: Conversations;
  usage: UsageMeter;
  answerWithAi: AnswerWithAi;
  runWebhook: RunWebhook;
}

export function createPipeline({ conversations, usage, answerWithAi, runWebhook }: Deps): MiddlewareFn<BotContext> {
  const runCommand = commandRunner({ answerWithAi, runWebhook });
  return new Composer<BotContext>(
    membership({ conversations }),
    conversing({ conversations }),
    monthlyLimit({ usage }),
    menus({ runCommand }),
    commands({ runCommand }),
    answering({ answerWithAi }),
    (ctx) => ctx.say(ctx.fallback),
  ).middleware();
}
