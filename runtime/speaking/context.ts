/** grammY's context with what a stage of ours needs: the bot as it is set up, the turn, and ways to speak. */
import { type Api, Context } from "grammy";
import type {
  ForceReply,
  InlineKeyboardMarkup,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
  ReplyParameters,
  Update,
  UserFromGetMe,
} from "grammy/types";
import { inLanguage, type Translations } from "#shared/schemas/translations.ts";
import { isVisible } from "#shared/schemas/visible-text.ts";
import { type Say, sentencesFor } from "#shared/sentences/sentences.ts";
import type { BotConfig } from "../bots/bot-config.ts";
import type { Channel } from "../channels/channel.ts";
import type { Provenance, Turn } from "../turn/turn.ts";
import type { FormattedText } from "./formatted-text.ts";
import { fillIn, type Names, placeholders } from "./placeholders.ts";
import { split } from "./split.ts";

interface Parts {
  update: Update;
  api: Api;
  me: UserFromGetMe;
  bot: BotConfig;
  turn: Turn;
  channel: Channel;
}

interface SayOptions {
  keyboard?: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply;
  provenance?: Provenance;
  /** The text is marked up like this: it is sent whole, and refused when it is too long. */
  parseMode?: "HTML" | "MarkdownV2";
}

export class BotContext extends Context {
  readonly bot: BotConfig;
  readonly turn: Turn;
  /** Where it is answered. */
  readonly channel: Channel;

  constructor({ update, api, me, bot, turn, channel }: Parts) {
    super(update, api, me);
    this.bot = bot;
    this.turn = turn;
    this.channel = channel;
  }

  /** A sentence of the bot's own, in the language of who wrote. */
  get t(): Say {
    return this.saying(this.from?.language_code);
  }

  /** The bot's own sentences in a language. */
  saying(languageCode: string | undefined): Say {
    const say = sentencesFor(languageCode, this.bot.sentences);
    return (id, args) => say(id, Object.assign(placeholders(this.#names), args));
  }

  /** What the bot says when it has no answer. */
  get fallback(): string {
    const own = this.inLanguage(this.bot.fallbackMessage, this.bot.fallbackMessages)?.trim() ?? "";
    return isVisible(own) ? own : this.t("fallback");
  }

  /** A tenant's text as it was translated for who wrote. */
  inLanguage<T extends string | null>(text: T, translations: Translations | undefined): T | string {
    return inLanguage(this.from?.language_code, text, translations);
  }

  /** A tenant's text with its placeholders filled in. */
  fill(template: string): string {
    return fillIn(template, this.#names);
  }

  get #names(): Names {
    return { firstName: this.from?.first_name, username: this.from?.username, botName: this.bot.name };
  }

  /** Sends a text, however long it is; a keyboard comes under its end. */
  async say(what: string | FormattedText, { keyboard, provenance, parseMode }: SayOptions = {}): Promise<void> {
    const { text, entities } = typeof what === "string" ? { text: what, entities: [] } : what;
    // Halves of surrogate pairs are refused. What takes their place is as long, so the entities still fit.
    const whole = { text: text.toWellFormed(), entities };
    // Nothing visible to say is no reason for silence.
    const visible = (parseMode ? [whole] : split(whole, this.channel.surface)).filter(({ text }) => isVisible(text));
    const parts = visible.length > 0 ? visible : [{ text: this.fallback, entities: [] }];
    for (const part of parts) {
      if (provenance && part === parts[0]) this.turn.describeNext(provenance);
      else if (provenance) this.turn.describeNext({ ...provenance, tokensUsed: null, processingTimeMs: null });
      const options: ReplyOptions = {};
      const thread = threadOf(this);
      if (thread) options.reply_parameters = thread;
      if (parseMode) options.parse_mode = parseMode;
      if (part.entities.length > 0) options.entities = part.entities;
      if (keyboard && part === parts.at(-1)) options.reply_markup = keyboard;
      await this.reply(part.text, options);
    }
  }
}

type ReplyOptions = NonNullable<Parameters<Context["reply"]>[1]>;

/** Answers in a group belong under the message they answer, and in its topic; grammY sees to the topic. */
function threadOf(ctx: BotContext): ReplyParameters | null {
  const message = ctx.message ?? ctx.editedMessage;
  if (!message || message.chat.type === "private") return null;
  return { message_id: message.message_id, allow_sending_without_reply: true };
}
