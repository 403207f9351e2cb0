/** What a form needs of files: a photo that somebody sent, kept for good. */
import type { PhotoAnswer } from "#shared/schemas/submission.ts";
import type { ServedBot } from "../bots/served-bot.ts";

export interface SentPhoto {
  /** Telegram's `file_id`. */
  fileId: string;
  /** In bytes, where Telegram says it. */
  size: number | undefined;
}

/** `refused`: whoever sent it is told why. `unavailable`: trying again later may help. */
export type KeptPhoto =
  | { type: "kept"; photo: PhotoAnswer }
  | { type: "refused"; reason: "too_large" | "no_image" }
  | { type: "unavailable" };

export type KeepPhoto = (bot: ServedBot, sent: SentPhoto, limits: { maxBytes: number }) => Promise<KeptPhoto>;
