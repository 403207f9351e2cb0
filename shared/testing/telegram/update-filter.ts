/** Which kinds of update a bot gets: `allowed_updates`, remembered from the last call that named it. */
const offByDefault = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

export class UpdateFilter {
  #kinds: Set<string> | null = null;

  /** `undefined` leaves it as it was; an empty list resets it. */
  remember(allowed: unknown): void {
    if (!Array.isArray(allowed)) return;
    const kinds = allowed.filter((kind) => typeof kind === "string").map((kind) => kind.toLowerCase());
    this.#kinds = kinds.length > 0 ? new Set(kinds) : null;
  }

  allows(kind: string): boolean {
    return this.#kinds ? this.#kinds.has(kind) : !offByDefault.has(kind);
  }

  /** The list as getWebhookInfo shows it; `undefined` while the default applies. */
  get list(): string[] | undefined {
    return this.#kinds ? [...this.#kinds] : undefined;
  }
}
