/**
 * Tells the chat that a form is connected to what was answered: all of it, however long, with its photos. The order comes
 * as an update of the system's own, and ends with the submission done, to be told again later, or failed with a reason.
 */
import { GrammyError, InputFile, type MiddlewareFn } from "grammy";
import type { MessageEntity } from "grammy/types";
import type { PhotoAnswer } from "#shared/schemas/submission.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { Say } from "#shared/sentences/sentences.ts";
import type { OpenKept } from "../../files/open-kept.ts";
import type { BotContext } from "../../speaking/context.ts";
import { split } from "../../speaking/split.ts";
import type { Conversations } from "../../turn/conversations.ts";
import { type Order, orderOf } from "../../turn/order.ts";
import { answersText, isPhoto, labelled } from "./answers-text.ts";
import type { Notice, Notices } from "./notices.ts";

interface Deps {
  notices: Notices;
  conversations: Conversations;
  openKept: OpenKept;
}

/** Waits after the first attempts, in milliseconds; after the one that has none it is given up. */
const retryDelaysMs = [15_000, 120_000, 900_000];

export function notifying({ notices, conversations, openKept }: Deps): MiddlewareFn<BotContext> {
  const carryOut = async (ctx: BotContext, { submissionId: id, attempt }: Order<"notify">) => {
    const { turn } = ctx;
    const notice = await notices.of(turn.bot.id, id);
    if (!notice) return;
    const failure = await failureOf(ctx, notice, () => tell(ctx, notice, { conversations, openKept }));
    if (failure === null && turn.hasUnknown) {
      // Told again only by somebody who has looked.
      const error = `It is not known whether all of it has arrived: look into ${named(notice.chatTitle)} before you try again`;
      return turn.settleAction({ id, action_state: "failed", error, delay_ms: null });
    }
    if (failure === null) return turn.settleAction({ id, action_state: "done", error: null, delay_ms: null });
    const delay_ms = retryDelaysMs[attempt - 1] ?? null;
    const action_state = delay_ms === null ? "failed" : "pending";
    turn.settleAction({ id, action_state, error: failure, delay_ms });
  };
  return (ctx, next) => {
    const order = orderOf(ctx.turn.job, "notify");
    return order ? carryOut(ctx, order) : next();
  };
}

async function tell(ctx: BotContext, notice: Notice, { conversations, openKept }: Omit<Deps, "notices">) {
  const { turn } = ctx;
  const { chatId } = notice;
  if (chatId === null) throw new NoChat();
  const type = chatId > 0 ? "private" : "supergroup";
  const title = type === "private" ? null : notice.chatTitle;
  turn.converse(await conversations.find(turn.bot, { id: chatId, type, title }), null);
  const { languageCode = null } = turn.conversation.context as { languageCode?: string | null };
  const say = ctx.saying(languageCode ?? undefined);
  const { externalId, telegramUsername: username, telegramFirstName: firstName, createdAt } = notice;
  const by = { externalId, username, firstName, link: ctx.channel.linkTo?.({ externalId, username }) ?? null };
  // Read before anything is sent: where the storage is away, all of it is told later.
  const photos = await photosOf(notice, (fileId) => openKept(turn.bot.id, fileId));

  for (const { text, entities } of split(
    answersText({ ...notice, by, at: createdAt }, say, languageCode),
    ctx.channel.surface,
  ))
    await ctx.api.sendMessage(chatId, text, {
      entities: entities as MessageEntity[],
      link_preview_options: { is_disabled: true },
    });
  for (const photo of photos) await sendPhoto(ctx, chatId, photo, say);
}

interface Photo {
  label: string;
  photo: PhotoAnswer;
  /** `null` when it is gone. */
  bytes: Uint8Array | null;
}

/** @throws {StorageAway} */
async function photosOf(notice: Notice, open: (fileId: string) => Promise<Uint8Array | null>): Promise<Photo[]> {
  const photos: Photo[] = [];
  for (const { label, answer } of labelled(notice)) {
    if (!isPhoto(answer)) continue;
    const bytes = await open(answer.fileId).catch((cause: unknown) => {
      throw new StorageAway("The storage of files is away", { cause });
    });
    photos.push({ label, photo: answer, bytes });
  }
  return photos;
}

/** What every channel shows as a photo; anything else is sent as a file. */
const photoTypes = ["image/jpeg", "image/png", "image/webp"];

async function sendPhoto(
  { api, channel: { surface } }: BotContext,
  chatId: number,
  { label, photo, bytes }: Photo,
  say: Say,
): Promise<void> {
  const caption = { caption: label.slice(0, surface.caption).toWellFormed() };
  const lost = () =>
    api.sendMessage(chatId, say("answers-photo-lost", { label }).slice(0, surface.text).toWellFormed());
  if (!bytes) return void (await lost());
  const file = new InputFile(bytes, `photo.${photo.contentType.split("/")[1] ?? "jpg"}`);
  try {
    if (photoTypes.includes(photo.contentType) && bytes.length <= surface.photoBytes)
      await api.sendPhoto(chatId, file, caption);
    else await api.sendDocument(chatId, file, caption);
  } catch (error) {
    // This very photo is refused: the rest was told, and is not told again for it.
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    await lost();
  }
}

const named = (chatTitle: string | null) => (chatTitle ? `“${chatTitle}”` : "the connected chat");

class StorageAway extends Error {
  override readonly name = "StorageAway";
}

class NoChat extends Error {
  override readonly name = "NoChat";
}

/** @returns `null` when `work` is done; else why it was not, with what to do. What passes by itself is thrown on. */
async function failureOf(
  { turn, channel }: BotContext,
  { chatTitle }: Notice,
  work: () => Promise<void>,
): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const chat = named(chatTitle);
    if (error instanceof NoChat)
      return "No chat is connected: make a code on the form's page, send it to the bot with /connect, then try again";
    if (error instanceof StorageAway) return "A photo cannot be read at the moment: try again later";
    if (!(error instanceof GrammyError)) throw error;
    switch (channel.meaningOf(error).type) {
      case "blocked":
        return `The bot may not write to ${chat} any more: let it in again, or connect another chat, then try again`;
      case "no_chat":
      case "moved":
        return `The bot cannot write to ${chat}: let it in and let it write, or connect another chat, then try again`;
      default:
        return `${channel.title} refused the message to ${chat}: ${redact(error.description, turn.bot.token)}`;
    }
  }
}
