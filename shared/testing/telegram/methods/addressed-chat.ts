/** Finds the chat that a call is about, and refuses it where the bot may not write. */
import { ApiError, badRequest } from "#shared/telegram/api-error.ts";
import { Channel } from "../channel.ts";
import type { Chat } from "../chat.ts";
import { Group } from "../group.ts";
import type { MethodCall } from "../method.ts";

/** @throws {ApiError} 400 `chat not found`, or `migrate_to_chat_id` when the group is another one now */
export function addressedChat({ bot, world, params }: MethodCall): Chat {
  if (!params.has("chat_id")) throw badRequest("chat_id is empty");
  const id = params.integer("chat_id") ?? params.text("chat_id");
  const chat = world.chatOf(bot, id);
  if (!chat) throw unreachable(typeof id === "number" && world.userById(id) !== undefined);
  if (chat instanceof Group && chat.migratedTo) {
    throw new ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: chat.migratedTo.id,
    });
  }
  return chat;
}

/** {@link addressedChat}, if the bot may still write there. @throws {ApiError} also 403 */
export function reachableChat(call: MethodCall): Chat {
  const chat = addressedChat(call);
  const { bot } = call;
  if (bot.blockedBy.has(chat.id)) throw new ApiError(403, "Forbidden: bot was blocked by the user");
  if (chat instanceof Group && !chat.bots.has(bot)) {
    throw new ApiError(403, `Forbidden: bot was kicked from the ${chat.info.type} chat`);
  }
  if (chat instanceof Channel && !chat.bots.has(bot)) {
    throw new ApiError(403, "Forbidden: bot is not a member of the channel chat");
  }
  return chat;
}

/** {@link reachableChat}, and counts against the flood limits. @throws {ApiError} also 429 */
export function writableChat(call: MethodCall): Chat {
  const chat = reachableChat(call);
  call.bot.flood.pass(chat.id);
  return chat;
}

const unreachable = (isPerson: boolean) =>
  isPerson ? new ApiError(403, "Forbidden: bot can't initiate conversation with a user") : badRequest("chat not found");
