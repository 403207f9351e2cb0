/**
 * A channel: where people write to a bot, and where it answers them. What comes in is Telegram-shaped, and so are the
 * calls of an answer; a channel of another make translates both. Whoever needs to know what one can do asks its surface,
 * and nobody asks for its name. What all of them promise is `channel.contract.ts`; where they are joined, `all-channels.ts`.
 */
import type { Readable } from "node:stream";
import type { Update } from "grammy/types";
import type { Pool } from "pg";
import type { Config } from "#shared/config.ts";
import type { WakeUps } from "#shared/coordination/coordination.ts";
import type { Log } from "#shared/log.ts";
import type { Addresses } from "../addresses/addresses.ts";
import type { BotConfigs } from "../bots/bot-config.ts";
import type { Listing } from "../bots/bot-directory.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { ApiCall } from "../turn/api-call.ts";
import type { Sends, Trouble } from "../turn/refusal.ts";
import type { Turn } from "../turn/turn.ts";
import type { Health, HealthReport } from "./health.ts";
import type { Surface } from "./surface.ts";

export interface Channel extends Sends, Partial<AsyncDisposable> {
  /** As the database has it, of bots and of updates. */
  readonly name: string;
  readonly surface: Surface;
  /** Whether bots are only tried out there: that counts against no limit, and is shown nowhere else. */
  readonly isTrial: boolean;
  /** Where updates come from; absent where somebody else puts them into the inbox (`shared/inbox/post-update.ts`). */
  readonly sources?: Sources;
  /** What the channel itself shows of a bot; absent where that is nothing. */
  readonly profile?: Profile;

  /**
   * The calls of one turn. A second handling of the same update gets them anew, and makes the same ones.
   *
   * A refusal is an answer; whoever rejects has none. What cannot be shown there is shown as well as it can be. Where ids
   * may be longer than a number holds, `byExternalIds` puts them into the calls, and takes them out of their answers.
   */
  calls(turn: Pick<Turn, "bot" | "job">): ApiCall;

  /**
   * Opens a file that somebody sent to a bot.
   *
   * @throws {Error} when another try may help at once; no secret of the bot's is in it
   */
  openFile(bot: FileOwner, fileId: string, signal: AbortSignal): Promise<OpenedFile>;

  /** Where whoever wrote to a bot is found; absent where nobody has such an address. @returns `null` where this one has none */
  linkTo?(person: Outsider): string | null;

  /** Tells of something that went wrong in the chat of `update`; absent where it is told on the bot's page. Never throws. */
  tell?(bot: ServedBot, update: object, trouble: Trouble): void;
}

/** Somebody outside, by what is known of them. */
export interface Outsider {
  readonly externalId: string | null;
  readonly username: string | null;
}

/** Whose a file is. */
export type FileOwner = Pick<ServedBot, "id" | "token">;

export type OpenedFile =
  /** Whoever stops reading destroys it. */
  | { type: "opened"; content: Readable }
  | { type: "refused"; reason: "too_large" }
  /** It is not there (any more), or not to be had now. */
  | { type: "unavailable" };

export interface Sources {
  /** How fast bots may begin. */
  readonly ramp: Ramp;
  /** Begins to bring what is written to a bot. It has a token, and its shard is ours; nobody else holds one for it. */
  open(bot: ServedBot, intake: Intake): Source;
}

/** One for each bot that is served: it is to be small. */
export interface Source {
  /** Asks for no more. What is held stays until the next owner's takes its place, and what it brings is not taken. */
  leave(): void;
  /** Resolves when nothing is held any more, after {@link leave} or by itself. */
  left(): Promise<void>;
  /** Ends at once. Resolves when what was brought before is stored. */
  end(): Promise<void>;
}

/** Where a source brings its updates. */
export interface Intake {
  readonly health: Health;
  /**
   * Once this resolves the updates are stored, and may be confirmed; before that never. Those of one source are stored
   * one call after the other. Ids that are longer than a number holds come as `readExactly` reads them: as `bigint`s, in
   * an update of which is said that it has some (`markLong`). Where more waits than is good it resolves late, so that what
   * comes stays where it comes from.
   *
   * @param onStored called when they are stored, which may be long before that
   */
  store(updates: Update[], onStored?: () => void): Promise<void>;
  /** Resolves while the bot is still ours to serve, and rejects when it is not. */
  stillOurs(): Promise<unknown>;
  /**
   * The source has ended by itself, and is opened anew in a while; with {@link SourceEnded} it is not. Not called for
   * what `end` has ended, nor before `open` returns.
   */
  onFailed(error: unknown): void;
}

/** A source has ended as it should: there is nothing to begin again. */
export class SourceEnded extends Error {
  override readonly name: string = "SourceEnded";
}

export interface Ramp {
  /** @returns whether a bot may begin right now */
  tryTake(options?: Warmth): boolean;
  /** Calls `begin` when it is the bot's turn. @returns a function that gives the turn up */
  wait(begin: () => void, options: { urgent: boolean } & Warmth): () => void;
}

interface Warmth {
  /** Whether it was served a moment ago, so that its channel knows it: by default it was not. */
  warm?: boolean;
}

export interface Profile {
  /** Shows what is to be shown of the bot now. Never rejects; what could not be shown is shown at a later change. */
  sync(bot: ServedBot, listing: Listing): Promise<void>;
}

/** What a channel may stand on. */
export interface ChannelDeps {
  readonly config: Config;
  /** Who we are in `shards.owner`. */
  readonly runtimeId: string;
  readonly pool: Pool;
  readonly wakeUps: Pick<WakeUps, "publish">;
  readonly configs: BotConfigs;
  /** Which numbers stand for whom outside. */
  readonly addresses: Addresses;
  readonly log: Log;
  /** Whether we hold the lease: asked right before anything leaves, which without it does not. */
  mayCall(): boolean;
  /** Something to tell on the bot's page. */
  onTrouble(botId: string, code: string, message: string): void;
  /** How a bot fares; `null` where it is not served here. */
  healthOf?(botId: string): HealthReport | null;
  /** A source has asked for updates, and that is how it ended: one word. */
  onPoll?(outcome: string): void;
  /** A channel was asked whether it has a message, and that is what it told: one word. */
  onProbe?(outcome: string): void;
}
