/** Asks the model what a bot would answer. Touches neither Telegram nor a conversation. */
import { type Ai, AiFailed, type Answer } from "#shared/ai/ai.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { AppError, LimitReached } from "#shared/errors.ts";
import type { TestPrompt, TestPromptAnswer } from "#shared/schemas/bot.ts";
import type { Scope } from "../http/route.ts";
import { limitsOf } from "../tenant/limits.ts";
import { getBot } from "./service.ts";

interface Deps {
  ai: Ai;
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/**
 * @throws {LimitReached} when this month's messages are used up: then no model is asked, here as in Telegram
 * @throws {AppError} `ai_failed` with the reason
 */
export async function testPrompt(
  scope: Scope,
  botId: string,
  { message, systemPrompt }: TestPrompt,
  { ai, signal }: Deps,
): Promise<TestPromptAnswer> {
  const bot = await getBot(scope, botId);
  await requireMessages(scope);
  const instructions = systemPrompt ?? bot.systemPrompt;
  const startedAt = performance.now();
  const answer: Answer = await ai
    .complete({
      tenantId: scope.tenantId,
      model: bot.aiModel,
      temperature: bot.temperature,
      maxTokens: bot.maxTokens,
      messages: [
        ...(instructions.trim() ? [{ role: "system" as const, content: instructions }] : []),
        { role: "user", content: message },
      ],
      signal,
    })
    .catch((error: unknown) => {
      throw error instanceof AiFailed ? new AppError("ai_failed", error.message) : error;
    });
  return {
    answer: answer.text,
    model: answer.model,
    tokensUsed: answer.tokensUsed,
    processingTimeMs: Math.round(performance.now() - startedAt),
  };
}

async function requireMessages({ em, tenantId }: Scope): Promise<void> {
  const { plan, maxMessagesPerMonth, messagesUsed } = limitsOf(await em.findOneOrFail(Tenant, tenantId), new Date());
  if (maxMessagesPerMonth !== null && messagesUsed >= maxMessagesPerMonth)
    throw new LimitReached(`This month's ${maxMessagesPerMonth} messages of the plan ${plan.name} are used up`);
}
