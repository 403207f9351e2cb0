/** Where a bot's updates come from on Telegram: long polling, begun no faster than it likes from one address. */
import type { ChannelDeps, Ramp, Sources } from "../../channel.ts";
import type { Transport } from "../transport.ts";
import { Poller } from "./poller.ts";
import { Polling } from "./polling.ts";

interface Deps {
  transport: Pick<Transport, "getUpdates">;
  ramp: Ramp;
  /** How long Telegram holds a poll, in seconds. */
  timeoutS: number;
  onPoll: ChannelDeps["onPoll"];
}

export const longPolling = ({ transport, ramp, timeoutS, onPoll }: Deps): Sources => ({
  ramp,
  open(bot, { health, store, stillOurs, onFailed }) {
    // With another one, another source is opened.
    const token = bot.token!;
    const poller = new Poller({
      getUpdates: (query, signal) => transport.getUpdates(token, query, signal),
      health,
      stillOurs,
      timeoutS,
      ...(onPoll && { onPoll }),
    });
    return new Polling({ poller, store, onFailed });
  },
});
