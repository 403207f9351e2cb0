/** A bot on the simulator: its token and updates on the server's side, and all that a test asks about it. */

import { randomBytes } from "node:crypto";
import type { MenuButton, Message, Update, UserFromGetMe, User as UserInfo } from "grammy/types";
import { patienceMs } from "#shared/testing/patience.ts";
import { type Call, CallLog, type MessagePredicate, type SentCall } from "./call-log.ts";
import type { Chat } from "./chat.ts";
import { CommandStore } from "./command-store.ts";
import { FloodControl } from "./flood.ts";
import { LongPolls } from "./long-polls.ts";
import { MessageIds } from "./message-ids.ts";
import type { Widget } from "./methods/widgets.ts";
import { OpenQueries } from "./open-queries.ts";
import type { PollStatistics } from "./poll-statistics.ts";
import { defaultSettings, type Settings, toldOf } from "./settings.ts";
import { UpdateFilter } from "./update-filter.ts";
import { UpdateQueue } from "./update-queue.ts";
import type { NewUser, User } from "./user.ts";
import type { World } from "./world.ts";

export interface NewBot {
  id?: number;
  /** Made from the id by default; ends with "bot". */
  username?: string;
  name?: string;
  /** Lets a test fix the id of the first update; random by default. */
  firstUpdateId?: number;
  /** Privacy mode off: sees every message of its groups. */
  readsAllGroupMessages?: boolean;
}

/** An update without its id. Any field is let through, so that kinds of tomorrow can be tried. */
export type PartialUpdate = Omit<Update, "update_id"> | Record<string, unknown>;

export class Bot {
  readonly id: number;
  readonly username: string;
  name: string;
  token: string;
  settings: Settings;
  /** By their ids. */
  readonly sharedWidgets = new Map<string, Widget>();
  /** Updates that were queued beyond the caps and so never existed. */
  vanished = 0;

  readonly queue: UpdateQueue;
  readonly longPolls: LongPolls;
  readonly filter: UpdateFilter;
  readonly commandStore = new CommandStore();
  readonly flood: FloodControl;
  readonly openQueries: OpenQueries;
  readonly log = new CallLog();
  /** Of its messages in private chats and basic groups. */
  readonly messageIds = new MessageIds();
  /** Its private chats, by the id of the person. */
  readonly privateChats = new Map<number, Chat>();
  readonly blockedBy = new Set<number>();
  /** Texts of the profile: name, description and so on by method and language. */
  readonly profile = new Map<string, string>();
  menuButton: MenuButton = { type: "default" };
  webhookUrl = "";
  readonly #world: World;

  constructor(world: World, id: number, given: NewBot) {
    const { clock, flood, randomIdAfterWeek } = world.switches;
    this.#world = world;
    this.id = id;
    this.username = given.username ?? `simulated_${id}_bot`;
    this.name = given.name ?? `Bot ${id}`;
    this.settings = { ...defaultSettings, can_read_all_group_messages: given.readsAllGroupMessages ?? false };
    this.filter = new UpdateFilter(world.switches);
    this.token = newToken(id);
    const firstId = given.firstUpdateId;
    const write = (update: object) => world.longIds.write(update);
    this.queue = new UpdateQueue({ clock, randomIdAfterWeek, write, ...(firstId !== undefined && { firstId }) });
    this.longPolls = new LongPolls(this.queue, clock);
    this.flood = new FloodControl(flood, clock);
    this.openQueries = new OpenQueries(clock);
  }

  get info(): UserInfo {
    return { id: this.id, is_bot: true, first_name: this.name, username: this.username };
  }

  get readsAllGroupMessages(): boolean {
    return this.settings.can_read_all_group_messages;
  }

  /** BotFullInfo, as getMe tells it since Bot API 10.5. */
  get me(): UserFromGetMe {
    const { username } = this;
    return {
      ...this.info,
      is_bot: true,
      username,
      ...{ active_usernames: [username] },
      has_main_web_app: false,
      ...toldOf(this.settings),
    };
  }

  /** A new person; the same as `telegram.user`. */
  user(given: NewUser = {}): User {
    return this.#world.addUser(given);
  }

  /** Queues an update of any kind; `null` when `allowed_updates` or a cap lets it never exist. */
  push(update: PartialUpdate): number | null {
    const kind = Object.keys(update).find((key) => key !== "update_id") ?? "";
    if (!this.filter.allows(kind)) return null;
    this.#world.noticeChat(this, update);
    const id = this.queue.push(kind, update);
    if (id === null) {
      this.vanished++;
      return null;
    }
    for (const observer of this.#world.observers) observer.queued?.(this, { ...update, update_id: id } as Update);
    this.longPolls.wake();
    return id;
  }

  /** Accepted calls that changed something, oldest first. */
  get sent(): readonly SentCall[] {
    return this.log.sent;
  }

  /** Every call but getUpdates, accepted or refused, oldest first. */
  calls(method?: string): Call[] {
    return this.log.calls.filter((call) => method === undefined || call.method === method);
  }

  /** See {@link CallLog.waitForMessage}. */
  waitForMessage(predicate: MessagePredicate = () => true, timeoutMs = patienceMs): Promise<Message> {
    return this.log.waitForMessage(predicate, timeoutMs);
  }

  /** The commands it has set for everybody. */
  get commands() {
    return this.commandStore.get({ type: "default" }, "");
  }

  get polls(): PollStatistics {
    return this.longPolls.statistics;
  }

  /** Updates it has not confirmed. */
  get pending(): number {
    return this.queue.pending;
  }

  /** As BotFather does: the old token is dead, a held poll ends with 200. Returns the new token. */
  revokeToken(): string {
    this.#world.gate.revoke(this.token);
    this.token = newToken(this.id);
    this.#world.gate.admit(this.token, this);
    this.longPolls.release();
    return this.token;
  }

  /** Sets a webhook behind the polling program's back; empty takes it away. */
  setWebhook(url: string): void {
    this.webhookUrl = url;
    if (url) this.longPolls.giveWayToWebhook();
  }
}

const newToken = (id: number) => `${id}:AA${randomBytes(25).toString("base64url").slice(0, 33)}`;
