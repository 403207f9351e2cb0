/** Which kinds of update a bot gets: `allowed_updates`, remembered from the last call that named it. */
import type { Switches } from "./switches.ts";

const offByDefault = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

/** What a server of Bot API 10.3 has. */
const kinds = [
  ...["message", "edited_message", "channel_post", "edited_channel_post", "guest_message"],
  ...["business_connection", "business_message", "edited_business_message", "deleted_business_messages"],
  ...["message_reaction", "message_reaction_count", "poll", "poll_answer", "stopped_message_generation"],
  ...["inline_query", "chosen_inline_result", "callback_query"],
  ...["shipping_query", "pre_checkout_query", "purchased_paid_media", "subscription"],
  ...["my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot"],
];
const widgetKinds = ["widget_query", "shared_widget_query"];

export class UpdateFilter {
  readonly #known: ReadonlySet<string>;
  #kinds: Set<string> | null = null;

  constructor({ botApi }: Pick<Switches, "botApi">) {
    this.#known = new Set(botApi === "10.5" ? [...kinds, ...widgetKinds] : kinds);
  }

  /** `undefined` leaves it as it was; a list without any name that the server knows resets it. */
  remember(allowed: unknown): void {
    if (!Array.isArray(allowed)) return;
    const named = allowed.filter((kind) => typeof kind === "string").map((kind) => kind.toLowerCase());
    const known = named.filter((kind) => this.#known.has(kind));
    this.#kinds = known.length > 0 ? new Set(known) : null;
  }

  allows(kind: string): boolean {
    return this.#kinds ? this.#kinds.has(kind) : !offByDefault.has(kind);
  }

  /** The list as getWebhookInfo shows it; `undefined` while the default applies. */
  get list(): string[] | undefined {
    return this.#kinds ? [...this.#kinds] : undefined;
  }
}
