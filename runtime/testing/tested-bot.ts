/** A bot that a test has connected: what may be set of it, and what the database has of it. */
import type { Bot } from "#shared/db/entities/bot.ts";
import type { Command } from "#shared/db/entities/command.ts";
import type { Tenant } from "#shared/db/entities/tenant.ts";
import type { Answers } from "#shared/schemas/submission.ts";
import type { Bot as SimulatedBot } from "#shared/testing/telegram/bot.ts";

export interface TestedBot {
  id: string;
  tenantId: string;
  /** The bot as Telegram has it. */
  sim: SimulatedBot;
}

export interface MessageRow {
  seq: number;
  step: number;
  direction: "inbound" | "outbound";
  content: string;
  type: string;
  status: string;
  error: string | null;
  telegramMessageId: number | null;
  aiProcessed: boolean;
  tokensUsed: number | null;
  processingTimeMs: number | null;
}

export interface SubmissionRow {
  formId: string;
  formVersion: number;
  telegramUserId: number;
  telegramFirstName: string | null;
  startParameter: string | null;
  state: string;
  answers: Answers;
  actionState: string;
  actionError: string | null;
}

/** What a test may set of a bot. */
export type BotFields = Partial<
  Pick<
    Bot,
    | "name"
    | "isActive"
    | "aiEnabled"
    | "systemPrompt"
    | "aiModel"
    | "temperature"
    | "maxTokens"
    | "welcomeMessage"
    | "welcomeMessages"
    | "fallbackMessage"
    | "fallbackMessages"
    | "sentences"
    | "menuButton"
  >
>;
/** What a test may set of a command; its kind shows in what it answers with. */
export type CommandFields = Pick<Command, "name"> &
  Partial<
    Pick<
      Command,
      | "description"
      | "descriptions"
      | "responseType"
      | "textResponse"
      | "textResponses"
      | "aiPromptOverride"
      | "menuConfig"
      | "webhookUrl"
      | "isActive"
      | "priority"
    >
  > & { form?: string };

/** What a test may set of a tenant. */
export type TenantFields = Partial<
  Pick<Tenant, "plan" | "planExpiresAt" | "maxMessagesPerMonth" | "messagesUsed" | "usageMonth" | "usePlatformKey">
>;
