/** The button beside the text field of a bot's private chats. */
import { z } from "zod";
import { isVisible } from "./visible-text.ts";

export const MenuButton = z.discriminatedUnion("type", [
  /** As @BotFather has it. */
  z.strictObject({ type: z.literal("default") }),
  /** Opens the list of commands. */
  z.strictObject({ type: z.literal("commands") }),
  /** Opens a web app. */
  z.strictObject({
    type: z.literal("web_app"),
    text: z.string().trim().refine(isVisible, "The button needs a text").max(64),
    url: z
      .string()
      .trim()
      .max(2048)
      .refine(isHttps, "A web app's address begins with https:// and names a site, like https://example.com"),
  }),
]);
export type MenuButton = z.infer<typeof MenuButton>;

function isHttps(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" && /[^.]\.[^.]/.test(hostname);
}
