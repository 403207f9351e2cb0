/** sendPoll, stopPoll: refusing to stop one tells whether there is a message at all, and changes nothing. */
import type { Poll } from "grammy/types";
import { badRequest } from "#shared/telegram/api-error.ts";
import type { ChatMethod } from "#shared/telegram/methods/chat-method.ts";
import { sends } from "#shared/telegram/methods/sending.ts";
import { isRecord } from "#shared/telegram/params.ts";

export const sendPoll: ChatMethod = sends((params) => {
  const question = params.text("question");
  const options = params.json("options");
  if (question === "") throw badRequest("poll question must be non-empty");
  if (!Array.isArray(options) || options.length === 0) throw badRequest("poll must have at least one option");
  const texts = options.map((option) => String(isRecord(option) ? option.text : option));
  return { poll: { question, options: texts.map((text) => ({ text, voter_count: 0 })), is_closed: false } };
});

export const stopPoll: ChatMethod = (params) => {
  const id = params.integer("message_id") ?? 0;
  if (id === 0) throw badRequest("message identifier is not specified");
  return ({ find, bot, now }) => {
    const message = find(id);
    if (!message) throw badRequest("message with poll to stop not found");
    if (!message.poll) throw badRequest("message is not a poll");
    if (message.poll.is_closed) throw badRequest("poll has already been closed");
    if (message.from?.id !== bot.id) throw badRequest("poll can't be stopped");
    const poll: Poll = { ...message.poll, is_closed: true };
    return { result: poll, edited: { ...message, poll, edit_date: now } };
  };
};
