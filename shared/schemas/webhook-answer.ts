/** What a tenant's server may answer when a command asks its webhook. Other keys are passed over. */
import { z } from "zod";
import { isVisible } from "./visible-text.ts";

const absent = z.null().transform(() => undefined);

export const CommandAnswer = z
  .object({
    /** Shown to who sent the command; in several messages when it is longer than Telegram takes in one. */
    text: z.string().max(20_000).or(absent).optional(),
    /** How `text` is marked up. Marks that Telegram refuses are shown as they are. */
    parseMode: z.enum(["HTML", "MarkdownV2", "plain"]).or(absent).optional(),
    /** The name of a command of the bot that has a menu, which is shown after the text. */
    menu: z
      .string()
      .transform((name) => name.replace(/^\//, ""))
      .or(absent)
      .optional(),
    /** The id of a form of the bot, which is opened after all else. */
    form: z.uuid().or(absent).optional(),
  })
  .refine(
    ({ text, menu, form }) => isVisible(text ?? "") || menu !== undefined || form !== undefined,
    "Nothing to show",
  );
export type CommandAnswer = z.infer<typeof CommandAnswer>;
