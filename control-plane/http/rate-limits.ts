/** Refuses what comes too often, saying when to try again. */
import { setTimeout as sleep } from "node:timers/promises";
import { RateLimiterRes } from "rate-limiter-flexible";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { AppError } from "#shared/errors.ts";
import type { Log } from "#shared/log.ts";
import { customerOf, siteOf } from "./address.ts";

export class RateLimited extends AppError {
  override readonly name = "RateLimited";
  readonly retryAfterS: number;
  constructor(what: string, retryAfterMs: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    super("rate_limited", `Too many ${what}: try again in ${seconds} s`);
    this.retryAfterS = seconds;
  }
}

interface Deps {
  config: Pick<Config, "API_RATE_LIMIT" | "AUTH_RATE_LIMIT">;
  coordination: Coordination;
  log: Log;
}

/** Each counts one. @throws {RateLimited} */
export interface RateLimits {
  /** @param who the user or the key; where that is not known yet, the address, or what is shown as a session */
  request(who: string): Promise<void>;
  /** @param address where somebody tries to sign in or up */
  signIn(address: string): Promise<void>;
  /**
   * Counts a try of an account's password, and keeps whoever makes it waiting, the longer the more there were, from wherever.
   * Who knows it waits for that as well, and gets in. Never throws.
   */
  beforePassword(account: string): Promise<void>;
  /** It was the right one: that try does not count. Never throws. */
  rightPassword(account: string): Promise<void>;
}

/** A site counts as so many customers: an office may be one, and so may be somebody who holds 65,536 customers' addresses. */
const customersPerSite = 10;
/** How long a password that was tried in vain is remembered, in seconds. */
const triedForS = 15 * 60;
/** Tries that cost nobody anything. */
const freeTries = 5;
/** How long the next one waits, in milliseconds: twice as long each time, up to the longest. */
const wait = { firstMs: 250, longestMs: 10_000 };

/** While Redis is away each process counts by itself. */
export function createRateLimits({ config, coordination, log }: Deps): RateLimits {
  const perAddress = config.AUTH_RATE_LIMIT;
  const signIns = counter("attempts to sign in", "auth", perAddress);
  const ofSite = counter("attempts to sign in", "auth-site", perAddress * customersPerSite);
  const tried = coordination.limiter({
    keyPrefix: "tried",
    // Counted, and never refused.
    points: Number.MAX_SAFE_INTEGER,
    duration: triedForS,
  });
  return {
    request: counter("requests", "api", config.API_RATE_LIMIT),
    async signIn(address) {
      await signIns(customerOf(address));
      const site = siteOf(address);
      if (site !== null) await ofSite(site);
    },
    async beforePassword(account) {
      if (perAddress === 0) return;
      const { consumedPoints: tries } = await tried.consume(account).catch(notCounted({ consumedPoints: 0 }));
      if (tries > freeTries) await sleep(Math.min(wait.firstMs * 2 ** (tries - freeTries - 1), wait.longestMs));
    },
    async rightPassword(account) {
      if (perAddress > 0) await tried.reward(account).catch(notCounted(null));
    },
  };

  function counter(what: string, keyPrefix: string, perMinute: number) {
    if (perMinute === 0) return async () => {};
    const limiter = coordination.limiter({ keyPrefix, points: perMinute, duration: 60 });
    return async (key: string) => {
      try {
        await limiter.consume(key);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw new RateLimited(what, refusal.msBeforeNext);
        notCounted(null)(refusal);
      }
    };
  }

  /** Counters are no truth: while they are gone, people are let in rather than locked out. */
  function notCounted<Value>(value: Value) {
    return (error: unknown): Value => {
      log.warn({ error }, "Rate limits do not count");
      return value;
    };
  }
}
