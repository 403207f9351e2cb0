/**
 * A menu: a text with rows of buttons. They stand under the message, or as a keyboard under the text field, whose keys
 * send what stands on them.
 */
import { z } from "zod";
import { translationsOf } from "./translations.ts";
import { isVisible } from "./visible-text.ts";

/** Telegram opens web addresses with a dotted host, and its own. */
function isLink(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "tg:" || (/^https?:$/.test(protocol) && /[^.]\.[^.]/.test(hostname));
}

const Answer = z.string().min(1).max(4096);
const Label = z.string().trim().max(64);
const Text = z.string().trim().max(4096);

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
  z.strictObject({ type: z.literal("text"), value: Answer, values: translationsOf(Answer).optional() }),
  /** Opens another menu in place; `value` is the name of a command whose response is a menu. */
  z.strictObject({ type: z.literal("menu"), value: z.string().regex(/^[a-z0-9_]{1,32}$/, "Choose a menu") }),
  /** Opens a form of the bot; `value` is its id. */
  z.strictObject({ type: z.literal("form"), value: z.uuid("Choose a form") }),
]);
export type MenuAction = z.infer<typeof MenuAction>;

export const MenuButton = z.strictObject({
  text: Label.refine(isVisible, "A button needs a text"),
  texts: translationsOf(Label).optional(),
  action: MenuAction,
});
export type MenuButton = z.infer<typeof MenuButton>;

/** Where the buttons stand: under the message, or under the text field. */
export const MenuVariant = z.enum(["inline", "keyboard"]);
export type MenuVariant = z.infer<typeof MenuVariant>;

export const MenuConfig = z
  .strictObject({
    text: Text.refine(isVisible, "A menu needs a text"),
    texts: translationsOf(Text).optional(),
    /** Left out: `inline`. */
    variant: MenuVariant.optional(),
    /** At most 8 buttons a row (Telegram shows no more) and 12 rows, one of which a Back button may need. */
    rows: z.array(z.array(MenuButton).min(1).max(8)).min(1).max(12),
  })
  .superRefine((menu, check) => {
    if (menu.variant === "keyboard") checkKeys(menu.rows, check);
  });
export type MenuConfig = z.infer<typeof MenuConfig>;

/** What stands on a button, in any language. */
export const labelsOf = ({ text, texts }: Pick<MenuButton, "text" | "texts">): string[] => [
  ...new Set([text, ...Object.values(texts ?? {})]),
];

/** A label as it comes back in a message. */
export const labelSent = (label: string): string => label.replace(/\s+/g, " ").trim();

/** A key can only send what stands on it, and is known by that. */
function checkKeys(rows: MenuButton[][], check: z.RefinementCtx): void {
  const taken = new Set<string>();
  const issue = (path: (string | number)[], message: string) =>
    check.addIssue({ code: "custom", path: ["rows", ...path], message });
  for (const [row, buttons] of rows.entries())
    for (const [place, button] of buttons.entries()) {
      const labels = labelsOf(button).map(labelSent);
      if (button.action.type === "url")
        issue([row, place, "action"], "A keyboard's buttons cannot open links: put links into a menu under a message");
      if (labels.some((label) => label.startsWith("/")))
        issue(
          [row, place, "text"],
          "A keyboard's button cannot begin with /, as that is a command: let it run the command",
        );
      if (labels.some((label) => taken.has(label)))
        issue([row, place, "text"], "Another button of this keyboard has this text");
      for (const label of labels) taken.add(label);
    }
}
