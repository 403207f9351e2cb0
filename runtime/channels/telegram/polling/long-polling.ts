/** Where a bot's updates come from on Telegram: long polling, begun no faster than it likes from one address. */
import type { ChannelDeps, Intake, Ramp, Sources } from "../../channel.ts";
import type { PollAnswer, PollQuery, Transport } from "../transport.ts";
import { Bursts } from "./bursts.ts";
import { Poller, type PollerDeps, type RefusedAgain, refusedAgain } from "./poller.ts";
import { Polling } from "./polling.ts";

interface Deps {
  transport: Pick<Transport, "getUpdates">;
  ramp: Ramp;
  /** How long Telegram holds a poll, in seconds. */
  timeoutS: number;
  refusedAgain?: RefusedAgain | undefined;
  onPoll: ChannelDeps["onPoll"];
}

export function longPolling(deps: Deps): Sources {
  const shared = { ...deps, bursts: new Bursts() };
  return {
    ramp: deps.ramp,
    open(bot, intake) {
      const poller = new Poller(new PollsOfOne(shared, bot.token!, intake));
      return new Polling({ poller, store: intake.store, onFailed: intake.onFailed });
    },
  };
}

interface Shared extends Deps {
  bursts: Bursts;
}

/** One for each bot: of a class, it is smaller than functions of its own would be. */
class PollsOfOne implements PollerDeps {
  readonly health: Intake["health"];
  readonly stillOurs: Intake["stillOurs"];
  readonly #shared: Shared;
  /** With another one, another source is opened. */
  readonly #token: string;

  constructor(shared: Shared, token: string, { health, stillOurs }: Intake) {
    this.health = health;
    this.stillOurs = stillOurs;
    this.#shared = shared;
    this.#token = token;
  }

  get timeoutS(): number {
    return this.#shared.timeoutS;
  }

  get refusedAgain(): RefusedAgain {
    return this.#shared.refusedAgain ?? refusedAgain;
  }

  get bursts(): Bursts {
    return this.#shared.bursts;
  }

  get onPoll(): ChannelDeps["onPoll"] {
    return this.#shared.onPoll;
  }

  getUpdates(query: PollQuery, signal: AbortSignal): Promise<PollAnswer> {
    return this.#shared.transport.getUpdates(this.#token, query, signal);
  }
}
