/** A channel. Its posts and their edits reach every bot that administers it. */
import type { Chat as ChatInfo, Message } from "grammy/types";
import { detectEntities } from "#shared/telegram/text/detect.ts";
import type { Bot } from "./bot.ts";
import { Chat } from "./chat.ts";
import type { World } from "./world.ts";

export interface NewChannel {
  /** One that is longer than a number holds is written as it is, wherever it stands. */
  id?: number | bigint | string;
  title?: string;
  username?: string;
  bots?: Bot[];
}

export class Channel extends Chat {
  readonly bots = new Set<Bot>();

  constructor(world: World, info: ChatInfo) {
    super(info, world.switches);
  }

  posts(text: string): Message {
    const entities = detectEntities(text);
    const post = this.add({ sender_chat: this.info, text, ...(entities.length > 0 && { entities }) });
    for (const bot of this.bots) bot.push({ channel_post: post });
    return post;
  }

  edits(post: Message, text: string): Message {
    const edited = { ...post, text, edit_date: this.date } as Message;
    this.replace(edited);
    for (const bot of this.bots) bot.push({ edited_channel_post: edited });
    return edited;
  }
}
