/** What a bot can find out about chats, people and files. */
import type { User as UserInfo } from "grammy/types";
import { badRequest } from "#shared/telegram/api-error.ts";
import type { Chat } from "../chat.ts";
import { Group } from "../group.ts";
import type { MethodCall, Methods } from "../method.ts";
import { addressedChat } from "./addressed-chat.ts";

function memberOf({ bot, world, params }: MethodCall, chat: Chat) {
  const id = params.integer("user_id") ?? 0;
  const user = id === bot.id ? bot.info : (world.userById(id)?.info ?? world.botById(id)?.info);
  if (!user) throw badRequest("invalid user_id specified");
  return { user, status: statusIn(chat, user) };
}

function statusIn(chat: Chat, user: UserInfo): string {
  if (!(chat instanceof Group)) return "member";
  if (chat.administrators.has(user.id)) return "administrator";
  return user.is_bot && ![...chat.bots].some(({ id }) => id === user.id) ? "left" : "member";
}

export const lookingMethods: Methods = {
  getChat: (call) => ({ accent_color_id: 0, max_reaction_count: 11, ...addressedChat(call).info }),
  getChatMember: (call) => memberOf(call, addressedChat(call)),
  getChatMemberCount: (call) => {
    const chat = addressedChat(call);
    return new Set(chat.messages.map(({ from }) => from?.id)).add(call.bot.id).size;
  },
  getChatAdministrators: (call) => {
    const chat = addressedChat(call);
    if (!(chat instanceof Group)) throw badRequest("there are no administrators in the private chat");
    return [...chat.administrators].map((id) => memberOf({ ...call, params: call.params.with("user_id", id) }, chat));
  },
  getUserProfilePhotos: () => ({ total_count: 0, photos: [] }),
  getFile: ({ params, world }) => {
    const file = world.files.find(params.text("file_id"));
    if (!file) throw badRequest("invalid file_id");
    if (world.files.isTooBig(file)) throw badRequest("file is too big");
    return file;
  },
};
