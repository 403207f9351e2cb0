/**
 * Has photos and documents kept that people send past a form. They are fetched beside the lane: nobody waits, and the
 * message is answered as any other.
 */
import type { MiddlewareFn } from "grammy";
import type { BotContext } from "../../speaking/context.ts";

export const keepingFiles: MiddlewareFn<BotContext> = ({ message, turn }, next) => {
  // The last size of a photo is the largest. What is sent into a test chat stays there.
  const file = message?.photo?.at(-1) ?? message?.document;
  if (file && !turn.preview) {
    const name = "file_name" in file ? file.file_name : undefined;
    turn.fetchFile({ fileId: file.file_id, name, size: file.file_size });
  }
  return next();
};
