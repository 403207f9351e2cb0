/** What bots do in chats, as Telegram does it; the people in them see what comes of it. */
import type { FindFile } from "#shared/telegram/attachment.ts";
import type { Change, ChatMethod, ChatMethods } from "#shared/telegram/methods/chat-method.ts";
import { deletingMethods } from "#shared/telegram/methods/deleting.ts";
import { editingMethods } from "#shared/telegram/methods/editing.ts";
import { sendingMethods, sends } from "#shared/telegram/methods/sending.ts";
import { showingMethods } from "#shared/telegram/methods/showing.ts";
import type { Bot } from "../bot.ts";
import type { Chat } from "../chat.ts";
import type { Method, MethodCall, Methods } from "../method.ts";
import { addressedChat, reachableChat, writableChat } from "./addressed-chat.ts";
import { sendPoll, stopPoll } from "./polls.ts";
import { editMessageWidgetData, editSharedWidgetData, sendSharedWidget, sendWidget } from "./widgets.ts";

/** @param chatOf finds the chat of a call that is in order, or refuses it there */
const inChats = (methods: ChatMethods, chatOf: (call: MethodCall) => Chat): Methods =>
  Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, inChat(method, chatOf)]));

const inChat =
  (method: ChatMethod, chatOf: (call: MethodCall) => Chat): Method =>
  (call) => {
    const act = method(call.params, {
      file: fileOf(call),
      chat: (id) => addressedChat({ ...call, params: call.params.with("chat_id", id) }),
    });
    if (!act) return true;
    const chat = chatOf(call);
    const change = act(chat.viewOf(call.bot.info));
    show(call, chat, change);
    return change.result;
  };

/** What the call brings along is kept. At an address that it names there is always something. */
const fileOf =
  ({ params, world: { files } }: MethodCall): FindFile =>
  (reference) => {
    const isAddress = /^https?:\/\//.test(reference);
    const file = isAddress
      ? new File([reference], reference.split("/").at(-1) || "file")
      : params.files.get(reference.replace("attach://", ""));
    return files.known(file ? files.add(file).file_id : reference);
  };

function show({ bot, world }: MethodCall, chat: Chat, change: Change): void {
  const { sent = [], edited, removed = [], keyboard, draft, action } = change;
  for (const message of sent) {
    chat.append(message);
    for (const observer of world.observers) observer.sent?.(bot, message);
  }
  if (edited) chat.replace(edited);
  for (const id of removed) chat.remove(id);
  if (keyboard !== undefined) chat.showKeyboard(keyboard, sent[0]!);
  if (draft) chat.showDraft(draft.id, draft.text);
  if (action !== undefined) chat.showAction(action);
}

/** Where a bot keeps what it shares, the method is one of the bot. */
const ofBot =
  (method: (bot: Bot) => ChatMethod): Method =>
  (call) =>
    inChat(method(call.bot), writableChat)(call);

/** Since Bot API 10.4. */
export const widgetMethods: Methods = {
  sendWidget: ofBot(sendWidget),
  sendSharedWidget: ofBot(sendSharedWidget),
  editMessageWidgetData: inChat(editMessageWidgetData, writableChat),
  editSharedWidgetData,
};

export const chatMethods: Methods = {
  ...inChats(sendingMethods, writableChat),
  ...inChats(editingMethods, writableChat),
  ...inChats(deletingMethods, addressedChat),
  ...inChats(showingMethods, reachableChat),
  /** It always falls the same. */
  sendDice: inChat(
    sends((params) => ({ dice: { emoji: params.text("emoji") || "🎲", value: 4 } })),
    writableChat,
  ),
  sendPoll: inChat(sendPoll, writableChat),
  stopPoll: inChat(stopPoll, reachableChat),
};
