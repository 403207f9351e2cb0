/**
 * A cluster of real processes under load, with an auditor who sees every update offered and every message sent.
 *
 *     await using cluster = await openCluster({ runtimes: 3, bots: 30 });
 *     await cluster.underLoad();
 *     await cluster.members[0].kill();
 *     expect(await cluster.verdict()).toEqual(flawless);
 */

import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { patienceMs } from "#shared/testing/patience.ts";
import { type Random, seededRandom } from "#shared/testing/random.ts";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { Load } from "./load.ts";
import { Member } from "./member.ts";
import { type SeededBot, seedBots } from "./seeded-bots.ts";
import { hasEnded, type Spawned } from "./spawned.ts";
import { until } from "./until.ts";
import { type Enough, judge, type Verdict } from "./verdict.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

export interface ClusterOptions extends Omit<WorldOptions, "cluster"> {
  controlPlanes?: number;
  runtimes?: number;
  bots?: number;
  shards?: number;
  /** The default is what people run with; lower where a test waits for leases to expire. */
  leaseTtlMs?: number;
  /** How long the model thinks, at least and at most: what is being handled is what a kill could lose. */
  thinkingMs?: [number, number];
  /** How long Telegram takes to answer a send: what is on its way is what a fault could leave unknown. */
  answerMs?: number;
  random?: Random;
}

/** Returns once every bot is polled. */
export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const {
    controlPlanes = 1,
    runtimes = 2,
    bots = 20,
    shards = 64,
    leaseTtlMs = 5_000,
    thinkingMs = [50, 250],
    answerMs = 0,
  } = options;
  const random = options.random ?? seededRandom(randomInt(2 ** 31));
  const world = await openWorld({
    ...options,
    cluster: true,
    settings: {
      SHARDS: String(shards),
      LEASE_TTL_MS: String(leaseTtlMs),
      TELEGRAM_POLL_TIMEOUT_S: "5",
      ...options.settings,
    },
  });
  try {
    if (answerMs > 0) {
      world.telegram.inject({ kind: "delay", ms: answerMs, when: "after" }, { method: "sendMessage" });
    }
    const seeded = await seedBots(world, { count: bots, shards });
    const cluster = new Cluster(world, seeded, { random, leaseTtlMs, shards, thinkingMs, controlPlanes, runtimes });
    await cluster.recovered();
    return cluster;
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

/** The assigner looks about once a second: after this long without a move there will be none. */
const restMs = 1_500;

export interface OwnedShard {
  id: number;
  owner: string | null;
  epoch: number;
}

type Size = Required<
  Pick<ClusterOptions, "random" | "leaseTtlMs" | "shards" | "thinkingMs" | "controlPlanes" | "runtimes">
>;

export class Cluster implements AsyncDisposable {
  readonly world: World;
  readonly bots: readonly SeededBot[];
  readonly random: Random;
  readonly leaseTtlMs: number;
  readonly shards: number;
  readonly auditor = new Auditor(byTag());
  /** The runtimes, oldest first; one that has ended is among them until {@link recovered}. */
  members: Member[] = [];
  controlPlanes: Spawned[] = [];
  readonly #size: Size;
  #load: Load | null = null;

  constructor(world: World, bots: readonly SeededBot[], size: Size) {
    this.world = world;
    this.bots = bots;
    this.random = size.random;
    this.leaseTtlMs = size.leaseTtlMs;
    this.shards = size.shards;
    this.#size = size;
    world.telegram.observe(this.auditor);
  }

  /** Those that run, oldest first. */
  get running(): Member[] {
    return this.members.filter(({ runs }) => runs);
  }

  /** How long the model thinks from now on, at least and at most. */
  thinks([leastMs, mostMs]: readonly [number, number]): void {
    this.world.openai.reply(async ({ messages }) => {
      await sleep(this.random.between(leastMs, mostMs));
      return `echo: ${messages.at(-1)?.content}`;
    });
  }

  /** Has as many programs as it was opened with, and is at rest: what was killed is started again, as whoever runs it would. */
  async recovered(): Promise<void> {
    const { controlPlanes, runtimes, thinkingMs } = this.#size;
    this.thinks(thinkingMs);
    this.controlPlanes = this.controlPlanes.filter((controlPlane) => !hasEnded(controlPlane));
    this.members = this.running;
    await Promise.all([
      ...Array.from({ length: controlPlanes - this.controlPlanes.length }, () => this.addControlPlane()),
      ...Array.from({ length: runtimes - this.members.length }, () => this.addMember()),
      ...this.members.slice(runtimes).map((member) => member.stop()),
    ]);
    await this.settled();
  }

  /** @param root the checkout that it is of, if not the world's */
  async addMember(settings: Record<string, string> = {}, root?: string): Promise<Member> {
    const member = await Member.start(this.world, settings, root);
    this.members.push(member);
    return member;
  }

  async addControlPlane(root?: string): Promise<Spawned> {
    const controlPlane = await this.world.start("controlPlane", {}, root);
    this.controlPlanes.push(controlPlane);
    return controlPlane;
  }

  /** People write to all bots until {@link verdict}. Resolves when the first of them have their answers. */
  async underLoad(messagesPerSecond = 30): Promise<void> {
    const bots = this.bots.map(({ sim }) => sim);
    this.#load = new Load({ telegram: this.world.telegram, bots, messagesPerSecond, random: this.random });
    await until(() => this.auditor.report().answered > messagesPerSecond / 2, { what: "the first answers" });
  }

  ownership(): Promise<OwnedShard[]> {
    return this.world.query<OwnedShard>("select id, owner, epoch from shards order by id");
  }

  async ownedBy({ id }: Member): Promise<Set<number>> {
    return new Set((await this.ownership()).flatMap((shard) => (shard.owner === id ? [shard.id] : [])));
  }

  async botsOf(member: Member): Promise<SeededBot[]> {
    const owned = await this.ownedBy(member);
    return this.bots.filter(({ shard }) => owned.has(shard));
  }

  /** @throws {Error} when nobody serves it */
  async memberOf({ shard }: SeededBot): Promise<Member> {
    const owner = (await this.ownership()).find(({ id }) => id === shard)?.owner;
    const member = this.members.find(({ id }) => id === owner);
    if (!member) throw new Error(`Nobody owns shard ${shard}`);
    return member;
  }

  /** Grants every shard to one of them, as an assigner would that is mistaken, and tells nobody else. */
  async grantByHand({ id }: Member): Promise<void> {
    await this.world.query(
      "update shards set owner = $1, target = null, target_ready = false, epoch = epoch + 1 where owner <> $1",
      [id],
    );
    const redis = new Redis(this.world.redis!.url);
    await redis.publish("botfactory:wake:shards", id);
    redis.disconnect();
  }

  /** Resolves when the running members, all of them, own the shards, nothing moves any more, and every bot is polled. */
  async settled(timeoutMs = 3 * patienceMs): Promise<void> {
    let before = "";
    let unchangedSince = 0;
    const atRest = async () => {
      const rows = await this.world.query<OwnedShard & { target: string | null }>(
        "select id, owner, epoch, target from shards order by id",
      );
      const now = JSON.stringify(rows);
      if (now !== before) unchangedSince = performance.now();
      before = now;
      const running = new Set(this.running.map(({ id }) => id));
      const owners = new Set(rows.map(({ owner }) => owner));
      return (
        rows.length === this.shards &&
        owners.symmetricDifference(running).size === 0 &&
        rows.every(({ target }) => target === null) &&
        performance.now() - unchangedSince > restMs
      );
    };
    await until(atRest, { what: "the shards are spread over the runtimes", timeoutMs, everyMs: 100 });
    await this.polled(timeoutMs);
  }

  /** Resolves when every bot was polled since this was asked: under load hardly ever all of them at the same moment. */
  polled(timeoutMs = 2 * patienceMs): Promise<void> {
    const waiting = new Map(this.bots.map(({ sim }) => [sim, sim.polls.total]));
    const seen = () => {
      for (const [sim, before] of waiting) {
        const { polls } = sim;
        if (polls.total > before || (polls.total > 0 && polls.gapSinceMs === null)) waiting.delete(sim);
      }
      return waiting.size === 0;
    };
    return until(seen, { what: "every bot is polled", timeoutMs, everyMs: 10 });
  }

  /**
   * Ends the load, waits until all is done, and judges all that has happened since the cluster was opened.
   *
   * @param enough ends the wait sooner: what is looked for has been seen
   */
  async verdict({
    timeoutMs = 4 * patienceMs,
    enough,
  }: {
    timeoutMs?: number;
    enough?: Enough;
  } = {}): Promise<Verdict> {
    await this.#load?.stop();
    // A last word to each shows that every bot is served.
    this.#load?.sayToEachBot();
    this.#load = null;
    return judge(this, timeoutMs, enough);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}
