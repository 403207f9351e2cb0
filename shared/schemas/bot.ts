/** What the API says about bots. The token itself never leaves the server. */
import { z } from "zod";
import { added } from "./added.ts";
import { translationsOf } from "./translations.ts";
import { isVisible } from "./visible-text.ts";

/** `unconnected`: it has no token yet, and answers in the test chat alone. `unknown`: nobody can tell, as Redis is away. */
export const BotState = z.enum([
  "starting",
  "running",
  "stopped",
  "unconnected",
  "revoked",
  "conflict",
  "unreachable",
  "unknown",
]);
export type BotState = z.infer<typeof BotState>;

export const BotError = z.object({
  /** What failed, for programs: `ai_timeout`, `telegram_conflict`, … */
  code: z.string(),
  /** What failed and what to do, for people. */
  message: z.string(),
  at: z.iso.datetime(),
});
export type BotError = z.infer<typeof BotError>;

/** How the bot is doing right now. */
export const BotStatus = z.object({
  state: BotState,
  /** When Telegram last answered a getUpdates; `null` before the first. */
  lastPollAt: z.iso.datetime().nullable(),
  /** Updates stored and not yet done. */
  pending: z.number().int(),
  lastError: BotError.nullable(),
});
export type BotStatus = z.infer<typeof BotStatus>;

/** Telegram opens web apps of named sites alone. */
function isWebApp(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" && /[^.]\.[^.]/.test(hostname);
}

/** The button beside the text field of a bot's private chats. */
export const BotMenuButton = z.discriminatedUnion("type", [
  /** As @BotFather has it. */
  z.strictObject({ type: z.literal("default") }),
  /** Opens the list of commands. */
  z.strictObject({ type: z.literal("commands") }),
  z.strictObject({
    type: z.literal("web_app"),
    text: z.string().trim().refine(isVisible, "The button needs a text").max(64),
    url: z
      .string()
      .trim()
      .max(2048)
      .refine(isWebApp, "A web app's address begins with https:// and names a site, like https://example.com"),
  }),
]);
export type BotMenuButton = z.infer<typeof BotMenuButton>;

/** Telegram's limit of one text message, in characters; kept for what a bot says in one piece. */
const MessageText = z.string().max(4096);

export const Bot = z.object({
  id: z.uuid(),
  /** Where people write to it. */
  channel: added(z.string(), ""),
  /** By which its channel knows it, however long; `null` while it has no token. */
  externalId: added(z.string().nullable(), null),
  /** Of a bot on Telegram: the same, as a number. */
  telegramId: z.number().int().nullable(),
  /** Also `null` on a channel whose bots have none. */
  username: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  isActive: z.boolean(),
  aiEnabled: z.boolean(),
  systemPrompt: z.string(),
  aiModel: z.string(),
  temperature: z.number(),
  maxTokens: z.number().int(),
  /** `null`: the built-in sentence. */
  welcomeMessage: z.string().nullable(),
  welcomeMessages: translationsOf(MessageText),
  fallbackMessage: z.string().nullable(),
  fallbackMessages: translationsOf(MessageText),
  menuButton: BotMenuButton,
  status: BotStatus,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Bot = z.infer<typeof Bot>;

/** What it looks like is for the bot's channel to say. */
const Token = z.string().trim().max(1000);

const SystemPrompt = z.string().max(32_000);

/** @param channels those that bots are connected on; where none is named it is the first */
export const createBotOn = (channels: readonly string[]) =>
  z
    .strictObject({
      channel: z.enum(channels).default(channels[0]!),
      /** Left out: the bot can be tried in the test chat, and be given a token later. */
      token: Token.optional(),
      /** Left out: as its channel has it. */
      name: z.string().trim().min(1).max(64).optional(),
      systemPrompt: SystemPrompt.optional(),
    })
    .refine(({ token, name }) => token !== undefined || name !== undefined, {
      path: ["name"],
      message: "Give a bot without a token a name",
    });
export type CreateBot = z.infer<ReturnType<typeof createBotOn>>;

export const ConnectQuery = z.object({
  /** `true` takes the bot over from another program, as by removing its webhook; what is pending stays. */
  replaceWebhook: z.enum(["true", "false"]).optional(),
});
export type ConnectQuery = z.infer<typeof ConnectQuery>;

export const UpdateBot = z.strictObject({
  token: Token.optional(),
  name: z.string().trim().min(1).max(64).optional(),
  description: z.string().trim().max(512).nullable().optional(),
  isActive: z.boolean().optional(),
  aiEnabled: z.boolean().optional(),
  systemPrompt: SystemPrompt.optional(),
  aiModel: z.string().trim().min(1).max(100).optional(),
  temperature: z.number().min(0).max(2).optional(),
  maxTokens: z.number().int().min(1).max(32_000).optional(),
  welcomeMessage: MessageText.nullable().optional(),
  /** All translations: what is left out is translated no longer. */
  welcomeMessages: translationsOf(MessageText).optional(),
  fallbackMessage: MessageText.nullable().optional(),
  fallbackMessages: translationsOf(MessageText).optional(),
  menuButton: BotMenuButton.optional(),
});
export type UpdateBot = z.infer<typeof UpdateBot>;

export const TestPrompt = z.strictObject({
  message: z.string().trim().min(1).max(4096),
  /** Tried instead of the saved one. */
  systemPrompt: SystemPrompt.optional(),
});
export type TestPrompt = z.infer<typeof TestPrompt>;

export const TestPromptAnswer = z.object({
  answer: z.string(),
  model: z.string(),
  tokensUsed: z.number().int().nullable(),
  processingTimeMs: z.number().int(),
});
export type TestPromptAnswer = z.infer<typeof TestPromptAnswer>;
