/**
 * Numbers messages as Telegram does: those of private chats and basic groups by one counter of each account, so that
 * between two of a chat lie those of others; those of a supergroup or channel by a counter of its own.
 */
export class MessageIds {
  #last = 0;

  get next(): number {
    return this.#last + 1;
  }

  take(id: number): void {
    this.#last = Math.max(this.#last, id);
  }

  /** As many go to messages of which nobody here hears. */
  skip(count: number): void {
    this.#last += count;
  }
}
