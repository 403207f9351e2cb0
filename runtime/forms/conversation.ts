/**
 * Filling in a form, as a conversation of the plugin of that name. What has been answered stands in the session; after
 * each step the conversation goes back to where it began to wait, so that its log never grows.
 */
import type { Conversation, ConversationBuilder } from "@grammyjs/conversations";
import type { Context } from "grammy";
import type { FormsContext } from "./forms-context.ts";

/** What an update did: the form `stays`, or is `over`; or the update is somebody else's business, who `passes`. */
export type Outcome = "stays" | "over" | "passes" | "over_and_passes";

export interface Steps {
  /** Shows where the form stands. */
  open(ctx: FormsContext): Promise<void>;
  /** Takes one update. */
  step(ctx: FormsContext): Promise<Outcome>;
}

export function fillingIn({ open, step }: Steps): ConversationBuilder<FormsContext, Context> {
  return async (conversation) => {
    await outside(conversation, open);
    const waiting = conversation.checkpoint();
    await conversation.wait();
    switch (await outside(conversation, step)) {
      case "stays":
        return conversation.rewind(waiting);
      case "passes":
        return conversation.skip({ next: true });
      case "over_and_passes":
        return conversation.halt({ next: true });
      case "over":
        return;
    }
  };
}

/**
 * Works on the bot's own context: its API is journalled, the plugin's is not. Errors are thrown as they were, where the
 * plugin would make plain ones of them; it ends the conversation then, which the turn, failing, does not write.
 */
function outside<T>(
  conversation: Conversation<FormsContext, Context>,
  task: (ctx: FormsContext) => Promise<T>,
): Promise<T> {
  let thrown: unknown;
  return conversation.external({
    task,
    beforeStoreError: (error) => {
      thrown = error;
      return null;
    },
    afterLoadError: () => thrown,
  });
}
