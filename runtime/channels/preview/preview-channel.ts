/**
 * The page's test chat, as a channel: it shows a bot as Telegram would, answers its calls in Telegram's place and in its
 * name, and takes each of them once. What people write there the page's server puts into the inbox.
 */
import { Readable } from "node:stream";
import type { Channel, ChannelDeps } from "../channel.ts";
import { meaningOf } from "../telegram/refusals.ts";
import { telegramSurface } from "../telegram/surface.ts";
import { personIn, preview } from "./preview.ts";
import { PreviewStage } from "./preview-stage.ts";
import { openSentPhotos } from "./sent-photo.ts";

export function openPreview({
  pool,
  wakeUps,
  runtimeId,
}: Pick<ChannelDeps, "pool" | "wakeUps" | "runtimeId">): Channel {
  const stage = new PreviewStage({ pool, wakeUps, owner: runtimeId });
  const openSent = openSentPhotos(pool);
  return {
    name: "preview",
    title: "Telegram",
    surface: telegramSurface,
    isTrial: true,
    isExact: true,
    meaningOf,
    calls: (turn) => preview(turn, stage),
    async openFile(bot, fileId) {
      const content = await openSent(bot, fileId);
      return content ? { type: "opened", content: Readable.from([content]) } : { type: "unavailable" };
    },
    tell(bot, update, { code, message }) {
      stage.trouble({ bot, personId: personIn(update) }, code, message).catch(() => {});
    },
  };
}
