/**
 * Has photos and documents kept that people send past a form. They are fetched beside the lane: nobody waits, and the
 * message is answered as any other.
 */
import type { MiddlewareFn } from "grammy";
import type { BotContext } from "../../speaking/context.ts";

export const keepingFiles: MiddlewareFn<BotContext> = ({ message, turn, channel }, next) => {
  // The last size of a photo is the largest. What is sent where a bot is tried out stays there.
  const file = message?.photo?.at(-1) ?? message?.document;
  if (file && !turn.isTrial) {
    const name = "file_name" in file ? file.file_name : undefined;
    const tooLarge = file.file_size !== undefined && file.file_size > channel.surface.fileBytes;
    turn.fetchFile({ fileId: file.file_id, name, tooLarge });
  }
  return next();
};
