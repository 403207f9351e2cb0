/** Every channel there is. Whoever adds one adds it here, and its name to `shared/schemas/channel.ts`. */
import type { Channel, ChannelDeps } from "./channel.ts";
import { openPreview } from "./preview/preview-channel.ts";
import { openTelegram } from "./telegram/telegram.ts";

export const openAllChannels = (deps: ChannelDeps): Channel[] => [openTelegram(deps), openPreview(deps)];
