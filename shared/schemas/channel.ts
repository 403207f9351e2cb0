/** The channels there are: where people write to a bot, and where it answers them. A name once used never changes. */
import { z } from "zod";

export const ChannelName = z.enum(["telegram", "preview"]);
export type ChannelName = z.infer<typeof ChannelName>;

/** The page's test chat, where bots are only tried out: none is connected there, and what is written there counts nowhere. */
export const trialChannel: ChannelName = "preview";
