/** A menu: a text with rows of inline buttons under it. */
import { z } from "zod";
import { isVisible } from "./visible-text.ts";

/** Telegram opens web addresses with a dotted host, and its own. */
function isLink(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "tg:" || (/^https?:$/.test(protocol) && /[^.]\.[^.]/.test(hostname));
}

export const MenuAction = z.discriminatedUnion("type", [
  /** Runs a command of the bot; `value` is its name without the slash. */
  z.strictObject({ type: z.literal("command"), value: z.string().regex(/^[a-z0-9_]{1,32}$/, "Choose a command") }),
  /** Opens a link. */
  z.strictObject({
    type: z.literal("url"),
    value: z
      .string()
      .trim()
      .max(2048)
      .refine(isLink, "A link begins with https:// (or tg://) and names a site, like https://example.com"),
  }),
  /** Sends a text. */
  z.strictObject({ type: z.literal("text"), value: z.string().min(1).max(4096) }),
  /** Opens another menu in place; `value` is the name of a command whose response is a menu. */
  z.strictObject({ type: z.literal("menu"), value: z.string().regex(/^[a-z0-9_]{1,32}$/, "Choose a menu") }),
  /** Opens a form of the bot; `value` is its id. */
  z.strictObject({ type: z.literal("form"), value: z.uuid("Choose a form") }),
]);
export type MenuAction = z.infer<typeof MenuAction>;

export const MenuButton = z.strictObject({
  text: z.string().trim().refine(isVisible, "A button needs a text").max(64),
  action: MenuAction,
});
export type MenuButton = z.infer<typeof MenuButton>;

export const MenuConfig = z.strictObject({
  text: z.string().trim().refine(isVisible, "A menu needs a text").max(4096),
  /** At most 8 buttons a row (Telegram shows no more) and 12 rows, one of which a Back button may need. */
  rows: z.array(z.array(MenuButton).min(1).max(8)).min(1).max(12),
});
export type MenuConfig = z.infer<typeof MenuConfig>;
