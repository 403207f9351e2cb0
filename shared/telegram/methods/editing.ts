/** editMessage*: each changes what a message of the bot holds, and takes away its buttons or gives it others. */
import { isDeepStrictEqual } from "node:util";
import type { Message } from "grammy/types";
import { badRequest } from "../api-error.ts";
import { mediaContent } from "../attachment.ts";
import { captionContent, mayHaveCaption, richContent, textContent } from "../content.ts";
import { markupOf } from "../keyboard.ts";
import type { Params } from "../params.ts";
import type { ChatMethod, ChatMethods, ChatView, Named } from "./chat-method.ts";

const notModified =
  "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

/** What an edit lays over a message; a field that is `undefined` is taken away. */
interface Edit {
  changes: object;
  /** @returns why a message with such content is not edited in this way */
  hinderedBy?(message: Message): string | false;
}

const edits =
  (editIn: (params: Params, named: Named) => Edit): ChatMethod =>
  (params, named) => {
    const { changes, hinderedBy } = editIn(params, named);
    const { inline, keyboard } = markupOf(params);
    const id = params.integer("message_id") ?? 0;
    if (id === 0 && !params.has("chat_id")) {
      if (params.has("inline_message_id")) return null;
      throw badRequest("message identifier is not specified");
    }
    return (chat) => {
      const message = ownMessage(chat, id);
      const hindrance = hinderedBy?.(message);
      if (hindrance) throw badRequest(hindrance);
      if (keyboard !== undefined) throw badRequest("inline keyboard expected");
      const { reply_markup: _, ...kept } = message;
      const next = defined({ ...kept, ...changes, ...(inline && { reply_markup: inline }) });
      if (isDeepStrictEqual(next, message)) throw badRequest(notModified);
      const edited = { ...next, edit_date: chat.now } as Message;
      return { result: edited, edited };
    };
  };

function ownMessage({ info, bot, find }: ChatView, id: number): Message {
  const message = find(id);
  if (!message) throw badRequest("message to edit not found");
  const isPost = message.sender_chat?.id === info.id;
  if (message.from?.id !== bot.id && !isPost) throw badRequest("message can't be edited");
  return message;
}

const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Message;

const noText = { text: undefined, entities: undefined, rich_message: undefined };
const noCaption = { caption: undefined, caption_entities: undefined };
const mediaKinds = ["photo", "video", "animation", "audio", "document"];
const noMedia = Object.fromEntries(mediaKinds.map((kind) => [kind, undefined]));

const holdsText = (message: Message) => message.text !== undefined || message.rich_message !== undefined;

export const editingMethods: ChatMethods = {
  /** Text and rich content replace each other. */
  editMessageText: edits((params) => ({
    changes: { ...noText, ...(params.has("rich_message") ? richContent(params) : textContent(params)) },
    hinderedBy: (message) => !holdsText(message) && "there is no text in the message to edit",
  })),
  editMessageCaption: edits((params) => ({
    changes: { ...noCaption, ...captionContent(params) },
    hinderedBy: (message) => !mayHaveCaption(message) && "there is no caption in the message to edit",
  })),
  /** Gives a file to a text, too. */
  editMessageMedia: edits((params, { file }) => {
    const media = params.json("media");
    if (media === undefined) throw badRequest('parameter "media" is required');
    return {
      changes: { ...noText, ...noCaption, ...noMedia, ...mediaContent(media, file, { inAlbum: false }) },
      hinderedBy: (message) =>
        !holdsText(message) && !mediaKinds.some((kind) => kind in message) && "message media can't be edited",
    };
  }),
  editMessageReplyMarkup: edits(() => ({ changes: {} })),
};
