/** Every method the simulator answers. Those nobody looks at are accepted and do nothing. */
import type { Method, Methods } from "../method.ts";
import type { Switches } from "../switches.ts";
import { addressedChat } from "./addressed-chat.ts";
import { answeringMethods, widgetAnswers } from "./answering.ts";
import { chatMethods, widgetMethods } from "./in-chats.ts";
import { lookingMethods } from "./looking.ts";
import { profileMethods, settingMethods } from "./profile.ts";
import { webhookMethods } from "./webhook.ts";

const acceptedInAnyChat = [
  "pinChatMessage",
  "unpinChatMessage",
  "unpinAllChatMessages",
  "setMessageReaction",
  "leaveChat",
  "banChatMember",
  "unbanChatMember",
  "restrictChatMember",
  "promoteChatMember",
  "approveChatJoinRequest",
  "declineChatJoinRequest",
];

const acceptInChat: Method = (call) => {
  addressedChat(call);
  return true;
};

/** A method with its name as documented. */
export interface NamedMethod {
  name: string;
  run: Method;
}

/** The methods this server has, by lower-case name: Telegram doesn't mind the case. */
export function methodTable({ richMessages, drafts, botApi }: Switches): ReadonlyMap<string, NamedMethod> {
  const all: Methods = {
    ...chatMethods,
    ...answeringMethods,
    ...profileMethods,
    ...lookingMethods,
    ...webhookMethods,
    ...(botApi === "10.5" && { ...widgetMethods, ...widgetAnswers, ...settingMethods }),
    ...Object.fromEntries(acceptedInAnyChat.map((name) => [name, acceptInChat])),
    logOut: () => true,
    close: () => true,
  };
  const isThere = (name: string) =>
    (richMessages || !name.startsWith("sendRichMessage")) && (drafts || !name.endsWith("Draft"));
  return new Map(
    Object.entries(all)
      .filter(([name]) => isThere(name))
      .map(([name, run]) => [name.toLowerCase(), { name, run }]),
  );
}
