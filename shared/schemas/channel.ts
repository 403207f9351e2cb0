/** The channels there are: where people write to a bot, and where it answers them. A name once used never changes. */
import { z } from "zod";

/** `preview`: the page's test chat. */
export const ChannelName = z.enum(["telegram", "preview"]);
export type ChannelName = z.infer<typeof ChannelName>;
