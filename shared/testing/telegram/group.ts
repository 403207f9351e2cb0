/** A group. A bot in privacy mode sees commands, mentions of it and replies to it; others see everything. */
import type { Chat as ChatInfo, Message } from "grammy/types";
import type { Bot } from "./bot.ts";
import { Chat } from "./chat.ts";
import type { MessageIds } from "./message-ids.ts";
import type { User } from "./user.ts";
import type { World } from "./world.ts";

export interface NewGroup {
  /** One that is longer than a number holds is written as it is, wherever it stands. */
  id?: number | bigint | string;
  title?: string;
  type?: "group" | "supergroup";
  bots?: Bot[];
  isForum?: boolean;
}

export class Group extends Chat {
  readonly bots = new Set<Bot>();
  /** Who is administrator, by id. */
  readonly administrators = new Set<number>();
  /** The supergroup that it has become. */
  migratedTo: Group | null = null;
  readonly #world: World;

  constructor(world: World, info: ChatInfo, ids?: MessageIds) {
    super(info, world.switches, ids);
    this.#world = world;
  }

  /** Somebody adds the bot: it hears of its membership and of the service message. */
  addBot(bot: Bot, by: User = this.#world.addUser({})): void {
    this.bots.add(bot);
    this.#changeMembership(bot, by, "left", "member");
    bot.push({ message: this.add({ from: by.info, new_chat_members: [bot.info] }) });
  }

  /** Somebody removes the bot: it hears of it, and its sends fail with 403 from now on. */
  removeBot(bot: Bot, by: User = this.#world.addUser({})): void {
    this.#changeMembership(bot, by, "member", "kicked");
    this.bots.delete(bot);
  }

  /** Becomes a supergroup with another id; sends to the old id fail with `migrate_to_chat_id`. */
  migrate(by: User = this.#world.addUser({})): Group {
    const title = this.info.title ?? "";
    const successor = this.#world.addGroup({ title, type: "supergroup" });
    this.migratedTo = successor;
    for (const bot of this.bots) successor.bots.add(bot);
    const leaving = this.add({ from: by.info, migrate_to_chat_id: successor.id });
    const arriving = successor.add({ from: by.info, migrate_from_chat_id: this.id });
    for (const message of [leaving, arriving]) for (const bot of this.bots) bot.push({ message });
    return successor;
  }

  /** Lets the bots know that may see it. */
  tell(kind: "message" | "edited_message", message: Message): void {
    for (const bot of this.bots) if (sees(bot, message)) bot.push({ [kind]: message });
  }

  #changeMembership(bot: Bot, by: User, from: string, to: string): void {
    const member = (status: string) => ({ user: bot.info, status, ...(status === "kicked" && { until_date: 0 }) });
    bot.push({
      my_chat_member: {
        chat: this.info,
        from: by.info,
        date: this.date,
        old_chat_member: member(from),
        new_chat_member: member(to),
      },
    });
  }
}

function sees(bot: Bot, message: Message): boolean {
  if (bot.readsAllGroupMessages || message.reply_to_message?.from?.id === bot.id) return true;
  const text = message.text ?? message.caption ?? "";
  return (message.entities ?? message.caption_entities ?? []).some(({ type, offset, length }) => {
    const marked = text.slice(offset, offset + length);
    const [, addressee] = marked.split("@", 2);
    if (type === "mention") return isName(bot, addressee);
    return type === "bot_command" && (addressee === undefined || isName(bot, addressee));
  });
}

const isName = (bot: Bot, name: string | undefined) => name?.toLowerCase() === bot.username.toLowerCase();
