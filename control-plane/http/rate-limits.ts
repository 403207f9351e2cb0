/** Refuses what comes too often, saying when to try again. */
import { RateLimiterRes } from "rate-limiter-flexible";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { AppError } from "#shared/errors.ts";
import type { Log } from "#shared/log.ts";

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
  /** @param who the user or the key */
  request(who: string): Promise<void>;
  /** @param address where somebody tries to sign in or up */
  signIn(address: string): Promise<void>;
}

export function createRateLimits({ config, coordination, log }: Deps): RateLimits {
  return {
    request: counter("requests", "api", config.API_RATE_LIMIT),
    signIn: counter("attempts to sign in", "auth", config.AUTH_RATE_LIMIT),
  };

  function counter(what: string, keyPrefix: string, perMinute: number) {
    if (perMinute === 0) return async () => {};
    const limiter = coordination.limiter({ keyPrefix, points: perMinute, duration: 60 });
    return async (key: string) => {
      try {
        await limiter.consume(key);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw new RateLimited(what, refusal.msBeforeNext);
        // Counters are no truth: while they are gone, people are let in rather than locked out.
        log.warn({ error: refusal }, "Rate limits do not count");
      }
    };
  }
}
