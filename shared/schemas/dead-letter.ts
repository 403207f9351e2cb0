/** Updates that could not be handled, also after several tries, and were put aside. */
import { z } from "zod";

export const DeadLetter = z.object({
  /** Digits: they rise with the order in which updates came in. */
  id: z.string(),
  botId: z.uuid(),
  /** What came in: `message`, `callback_query` and so on, as the Bot API calls it; `botfactory` for what a bot had itself do. */
  kind: z.string(),
  /** Who wrote or pressed, by name; `null` where the update names nobody. */
  from: z.string().nullable(),
  /** What they wrote, at most 500 characters; `null` where it is no text, as with a pressed button. */
  text: z.string().nullable(),
  /** Whether it comes from the page's test chat. */
  preview: z.boolean(),
  /** Why the last try failed. */
  error: z.string(),
  attempts: z.number().int(),
  receivedAt: z.iso.datetime(),
  diedAt: z.iso.datetime(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const TriedAgain = z.object({
  /** How many wait in the inbox again, at most 1,000 at a time. */
  count: z.number().int(),
});
export type TriedAgain = z.infer<typeof TriedAgain>;

/** Then they are deleted, and cannot be tried again; sooner where the plan keeps history for a shorter time. */
export const deadLettersKeptDays = 30;
