/** What a form needs of files: a photo that answers a question of it, kept for good. */
import type { PhotoAnswer } from "#shared/schemas/submission.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { createKeepSent, type KeepSentDeps, type KeptSent, type SentFile } from "./keep-sent.ts";

/** `refused`: whoever sent it is told why. `unavailable`: trying again later may help. */
export type KeptPhoto = { type: "kept"; photo: PhotoAnswer } | Exclude<KeptSent, { type: "kept" }>;

export type KeepPhoto = (bot: ServedBot, sent: SentFile, limits: { maxBytes: number }) => Promise<KeptPhoto>;

/** Never rejects. */
export function createKeepPhoto(deps: KeepSentDeps): KeepPhoto {
  const keep = createKeepSent(deps);
  return async (bot, sent, { maxBytes }) => {
    const kept = await keep(bot, sent, { maxBytes, accepts: "images" });
    return kept.type === "kept" ? { type: "kept", photo: kept.file } : kept;
  };
}
