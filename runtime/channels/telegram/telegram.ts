/** Telegram, as a channel: long polls, calls and downloads over connections of our own, and what it shows of a bot. */
import type { ServedBot } from "../../bots/served-bot.ts";
import { apiOver } from "../api-over.ts";
import { byExternalIds } from "../by-external-ids.ts";
import type { Channel, ChannelDeps } from "../channel.ts";
import { ConnectRamp } from "../connect-ramp.ts";
import { direct } from "./direct.ts";
import { openDownloads } from "./files/downloads.ts";
import { openFileOver } from "./files/open-file.ts";
import { linkTo } from "./link-to.ts";
import { longPolling } from "./polling/long-polling.ts";
import type { RefusedAgain } from "./polling/poller.ts";
import { Search } from "./probe/search.ts";
import { Profiles } from "./profile/profile.ts";
import { meaningOf } from "./refusals.ts";
import { telegramSurface } from "./surface.ts";
import { openTransport } from "./transport.ts";
import { unconnected } from "./unconnected.ts";

interface Tested {
  /** A token that is refused is otherwise tried again in a minute, then hourly. */
  refusedAgain?: RefusedAgain;
  /** For calls; otherwise as many as the machine allows. */
  maxConnections?: number;
}

/** @param tested what tests make shorter, or smaller */
export function openTelegram(deps: ChannelDeps, { refusedAgain, maxConnections }: Tested = {}): Channel {
  const { config, pool, configs, addresses, log, mayCall, healthOf, onTrouble, onPoll, onProbe } = deps;
  const apiRoot = config.TELEGRAM_API_ROOT;
  const transport = openTransport({ apiRoot, mayCall, ...(maxConnections !== undefined && { maxConnections }) });
  const downloads = openDownloads({ apiRoot, mayCall });
  const callsOf = ({ id, token }: ServedBot) =>
    token === null ? unconnected : byExternalIds(id, addresses, direct({ transport, apiRoot, token }));
  const search = new Search({
    pool,
    callsOf,
    healthOf: (botId) => healthOf?.(botId) ?? null,
    log,
    arrivalMs: config.TELEGRAM_ARRIVAL_MS,
    onAsked: onProbe,
  });
  return {
    name: "telegram",
    title: "Telegram",
    surface: telegramSurface,
    isTrial: false,
    isExact: false,
    meaningOf,
    fateOf: (send) => search.look(send),
    sources: longPolling({
      transport,
      ramp: new ConnectRamp({ perMinute: config.TELEGRAM_CONNECTS_PER_MINUTE }),
      timeoutS: config.TELEGRAM_POLL_TIMEOUT_S,
      refusedAgain,
      onPoll,
    }),
    profile: new Profiles({ pool, configs, apiOf: (bot) => apiOver(callsOf(bot)), log, onTrouble }),
    calls: ({ bot }) => callsOf(bot),
    openFile: openFileOver({ transport, downloads }),
    linkTo,
    async [Symbol.asyncDispose]() {
      await downloads[Symbol.asyncDispose]();
      await transport[Symbol.asyncDispose]();
    },
  };
}
