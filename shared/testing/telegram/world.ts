/** Everybody and everything the simulator knows: bots, people, chats and files. */
import type { Chat as ChatInfo, Message, Update } from "grammy/types";
import { isRecord } from "#shared/telegram/params.ts";
import { Bot, type NewBot, type PartialUpdate } from "./bot.ts";
import { Channel, type NewChannel } from "./channel.ts";
import { Chat } from "./chat.ts";
import { FileStore } from "./file-store.ts";
import { Group, type NewGroup } from "./group.ts";
import { LongIds } from "./long-ids.ts";
import type { Switches } from "./switches.ts";
import { TokenGate } from "./token-gate.ts";
import { type NewUser, User } from "./user.ts";

/** Hears what happens, as it happens. */
export interface Observer {
  /** An update now waits for the bot. */
  queued?(bot: Bot, update: Update): void;
  /** A message of the bot now stands in a chat, whether or not the bot hears of it. */
  sent?(bot: Bot, message: Message): void;
}

export class World {
  readonly switches: Switches;
  readonly gate: TokenGate;
  readonly files = new FileStore();
  readonly observers = new Set<Observer>();
  readonly longIds: LongIds;
  readonly #bots = new Map<number, Bot>();
  readonly #users = new Map<number, User>();
  /** Groups and channels; private chats belong to their bot. */
  readonly #rooms = new Map<number, Group | Channel>();
  #lastBotId = 7_000_000_000;
  #lastUserId = 1_000_000;
  #lastRoom = 1_000_000;

  constructor(switches: Switches) {
    this.switches = switches;
    this.gate = new TokenGate(switches);
    this.longIds = new LongIds(switches.messageIdsFrom);
  }

  addBot(given: NewBot): Bot {
    const bot = new Bot(this, given.id ?? ++this.#lastBotId, given);
    this.#bots.set(bot.id, bot);
    this.gate.admit(bot.token, bot);
    return bot;
  }

  addUser(given: NewUser): User {
    const id = given.id === undefined ? ++this.#lastUserId : this.longIds.take(given.id);
    const user = new User(this, id, given);
    this.#users.set(user.id, user);
    return user;
  }

  addGroup({ id, title = "A group", type = "supergroup", bots = [], isForum = false }: NewGroup): Group {
    const room = ++this.#lastRoom;
    const ownId = type === "group" ? -room : -1_000_000_000_000 - room;
    const groupId = id === undefined ? ownId : this.longIds.take(id);
    const info = { id: groupId, type, title, ...(isForum && { is_forum: true }) } as ChatInfo;
    // Each account has numbers of its own for what stands in a basic group; of several bots' the first's are everybody's here.
    const group = new Group(this, info, type === "group" ? bots[0]?.messageIds : undefined);
    for (const bot of bots) group.bots.add(bot);
    this.#rooms.set(groupId, group);
    return group;
  }

  addChannel({ id, title = "A channel", username, bots = [] }: NewChannel): Channel {
    const channelId = id === undefined ? -1_000_000_000_000 - ++this.#lastRoom : this.longIds.take(id);
    const channel = new Channel(this, { id: channelId, type: "channel", title, ...(username && { username }) });
    for (const bot of bots) channel.bots.add(bot);
    this.#rooms.set(channelId, channel);
    return channel;
  }

  botById(id: number): Bot | undefined {
    return this.#bots.get(id);
  }

  userById(id: number): User | undefined {
    return this.#users.get(id);
  }

  get bots(): Bot[] {
    return [...this.#bots.values()];
  }

  /** The chat that begins when the person first writes. */
  privateChat(bot: Bot, { info }: User): Chat {
    const known = bot.privateChats.get(info.id);
    if (known) return known;
    const { id, first_name, last_name, username } = info;
    const chat = new Chat(
      { id, type: "private", first_name, ...(last_name && { last_name }), ...(username && { username }) },
      this.switches,
      bot.messageIds,
    );
    bot.privateChats.set(id, chat);
    return chat;
  }

  /** A chat as a bot addresses it; `undefined` when the bot can't know it. */
  chatOf(bot: Bot, id: number | string): Chat | undefined {
    if (typeof id === "number") return bot.privateChats.get(id) ?? this.#rooms.get(id);
    return [...this.#rooms.values()].find(({ info }) => info.username?.toLowerCase() === id.slice(1).toLowerCase());
  }

  /** A raw update may come from a chat nobody has made: the bot must be able to answer there. */
  noticeChat(bot: Bot, update: PartialUpdate): void {
    for (const content of Object.values(update)) {
      const message = isRecord(content) && isRecord(content.message) ? content.message : content;
      const info = isRecord(message) && isRecord(message.chat) ? (message.chat as unknown as ChatInfo) : null;
      if (!info || this.chatOf(bot, info.id)) continue;
      if (info.type === "private") bot.privateChats.set(info.id, new Chat(info, this.switches, bot.messageIds));
      else if (info.type === "channel") this.addChannel({ ...info, bots: [bot] });
      else this.addGroup({ id: info.id, title: info.title, type: info.type, bots: [bot] });
    }
  }
}
