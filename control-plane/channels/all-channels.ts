/** Every channel that bots are connected on. A bot that names none is of the first. */
import type { Config } from "#shared/config.ts";
import type { ChannelClient } from "./channel-client.ts";
import { createTelegramClient } from "./telegram/telegram-client.ts";

export const openAllClients = (config: Config): ChannelClient[] => [
  createTelegramClient({ apiRoot: config.TELEGRAM_API_ROOT }),
];
