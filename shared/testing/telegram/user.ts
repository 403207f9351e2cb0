/** A person in Telegram. What they do in a chat becomes updates for the bots that see it. */
import type {
  CallbackQuery,
  InlineKeyboardButton,
  InlineQuery,
  KeyboardButton,
  Message,
  PhotoSize,
  User as UserInfo,
} from "grammy/types";
import { detectEntities } from "#shared/telegram/text/detect.ts";
import type { Bot } from "./bot.ts";
import { Chat } from "./chat.ts";
import type { Group } from "./group.ts";
import type { World } from "./world.ts";

export interface NewUser {
  /** One that is longer than a number holds is written as it is, wherever it stands. */
  id?: number | bigint | string;
  firstName?: string;
  lastName?: string;
  username?: string;
  /** IETF tag, "en" by default. */
  languageCode?: string;
}

export interface SayOptions {
  /** The message this one answers. */
  replyTo?: Message;
  /** Forum topic. */
  topicId?: number;
}

export class User {
  readonly info: UserInfo;
  readonly #world: World;

  constructor(world: World, id: number, given: NewUser) {
    this.#world = world;
    this.info = {
      id,
      is_bot: false,
      first_name: given.firstName ?? `User ${id}`,
      ...(given.lastName && { last_name: given.lastName }),
      ...(given.username && { username: given.username }),
      language_code: given.languageCode ?? "en",
    };
  }

  get id(): number {
    return this.info.id;
  }

  /** The private chat with a bot. */
  chat(bot: Bot): Chat {
    return this.#world.privateChat(bot, this);
  }

  /** Sends text, with commands, mentions and links marked as Telegram marks them. */
  says(where: Bot | Group, text: string, options: SayOptions = {}): Message {
    const entities = detectEntities(text);
    return this.sends(where, { text, ...(entities.length > 0 && { entities }) }, options);
  }

  /** Sends any content: `{ location: … }`, `{ contact: … }` and whatever else a message can hold. */
  sends(where: Bot | Group, content: object, options: SayOptions = {}): Message {
    const chat = where instanceof Chat ? where : this.chat(where);
    const message = chat.add({
      from: this.info,
      ...content,
      ...(options.replyTo && { reply_to_message: options.replyTo }),
      ...(options.topicId && { message_thread_id: options.topicId, is_topic_message: true }),
    });
    this.#tell(where, "message", message);
    return message;
  }

  sendsPhoto(
    where: Bot | Group,
    { caption, content = "a photo" }: { caption?: string; content?: BlobPart } = {},
  ): Message {
    const { file_id, file_unique_id, file_size } = this.#world.files.add(new File([content], "photo.jpg"));
    const photo: PhotoSize[] = [{ file_id, file_unique_id, width: 90, height: 60, ...(file_size && { file_size }) }];
    return this.sends(where, { photo, ...captioned(caption) });
  }

  sendsDocument(where: Bot | Group, file: File, { caption }: { caption?: string } = {}): Message {
    const { file_id, file_unique_id, file_size } = this.#world.files.add(file);
    const document = { file_id, file_unique_id, file_size, file_name: file.name, mime_type: file.type };
    return this.sends(where, { document, ...captioned(caption) });
  }

  /** Edits a text of one's own. */
  edits(where: Bot | Group, message: Message, text: string): Message {
    const chat = where instanceof Chat ? where : this.chat(where);
    const entities = detectEntities(text);
    const { entities: _, ...rest } = message;
    const edited = { ...rest, text, edit_date: chat.date, ...(entities.length > 0 && { entities }) } as Message;
    chat.replace(edited);
    this.#tell(where, "edited_message", edited);
    return edited;
  }

  /**
   * Presses a button of the reply keyboard: its text is sent, or what it asks for. In a group it answers the message
   * that brought the keyboard.
   *
   * @throws {Error} when the keyboard shows no such button
   */
  taps(where: Bot | Group, buttonText: string): Message {
    const { keyboard, keyboardMessage } = where instanceof Chat ? where : this.chat(where);
    const button = keyboard.flat().find((key) => labelOf(key) === buttonText);
    if (!button) throw new Error(`No key "${buttonText}" in: ${JSON.stringify(keyboard)}`);
    if (typeof button === "object" && "request_contact" in button && button.request_contact) {
      const { id, first_name } = this.info;
      return this.sends(where, { contact: { phone_number: "+10000000000", first_name, user_id: id } });
    }
    if (typeof button === "object" && "request_location" in button && button.request_location) {
      return this.sends(where, { location: { latitude: 52.52, longitude: 13.405 } });
    }
    return this.says(where, buttonText, where instanceof Chat && keyboardMessage ? { replyTo: keyboardMessage } : {});
  }

  /**
   * Presses an inline button by what stands on it.
   *
   * @throws {Error} when the message has no such button
   */
  presses(message: Message, buttonText: string): CallbackQuery {
    const { bot, chat } = this.#senderOf(message);
    const current = chat.find(message.message_id) ?? message;
    const button = current.reply_markup?.inline_keyboard.flat().find(({ text }) => text === buttonText);
    if (!button || !("callback_data" in button)) {
      throw new Error(`No callback button "${buttonText}" in: ${labels(current)}`);
    }
    const query: CallbackQuery = {
      id: bot.openQueries.open("callback_query"),
      from: this.info,
      ...(bot.settings.callback_query_mode === "inline"
        ? { inline_message_id: `${current.chat.id}-${current.message_id}` }
        : { message: current }),
      chat_instance: String(current.chat.id),
      data: button.callback_data,
    };
    bot.push({ callback_query: query });
    return query;
  }

  /**
   * Does something that waits for an answer of the bot: a checkout, a press in a widget, a request to join.
   *
   * @returns the query's id
   */
  queries(bot: Bot, kind: string, content: object = {}): string {
    const id = bot.openQueries.open(kind);
    bot.push({ [kind]: { [idFields[kind] ?? "id"]: id, from: this.info, ...content } });
    return id;
  }

  /** Types `@bot query` somewhere. */
  asks(bot: Bot, query: string): InlineQuery {
    const inline: InlineQuery = {
      id: bot.openQueries.open("inline_query"),
      from: this.info,
      query,
      offset: "",
      chat_type: "sender",
    };
    bot.push({ inline_query: inline });
    return inline;
  }

  /** Sends to this person fail with 403 from now on. */
  blocks(bot: Bot): void {
    bot.blockedBy.add(this.id);
    this.#changesMembership(bot, "member", "kicked");
  }

  unblocks(bot: Bot): void {
    bot.blockedBy.delete(this.id);
    this.#changesMembership(bot, "kicked", "member");
  }

  #changesMembership(bot: Bot, from: "member" | "kicked", to: "member" | "kicked"): void {
    const chat = this.chat(bot);
    const member = (status: "member" | "kicked") => ({
      user: bot.info,
      status,
      ...(status === "kicked" && { until_date: 0 }),
    });
    bot.push({
      my_chat_member: {
        chat: chat.info,
        from: this.info,
        date: chat.date,
        old_chat_member: member(from),
        new_chat_member: member(to),
      },
    });
  }

  #tell(where: Bot | Group, kind: "message" | "edited_message", message: Message): void {
    if (where instanceof Chat) where.tell(kind, message);
    else where.push({ [kind]: message });
  }

  #senderOf(message: Message): { bot: Bot; chat: Chat } {
    const bot = this.#world.botById(message.from?.id ?? 0);
    if (!bot) throw new Error("Only a bot's message has buttons to press");
    const chat = this.#world.chatOf(bot, message.chat.id);
    if (!chat) throw new Error(`The bot is in no chat ${message.chat.id}`);
    return { bot, chat };
  }
}

const idFields: Record<string, string> = { guest_message: "guest_query_id", chat_join_request: "query_id" };

const labelOf = (key: KeyboardButton | string) => (typeof key === "string" ? key : key.text);

const captioned = (caption: string | undefined) => {
  if (!caption) return {};
  const entities = detectEntities(caption);
  return { caption, ...(entities.length > 0 && { caption_entities: entities }) };
};

const labels = (message: Message) =>
  JSON.stringify(
    message.reply_markup?.inline_keyboard.map((row: InlineKeyboardButton[]) => row.map(({ text }) => text)) ?? [],
  );
