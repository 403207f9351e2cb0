/** How long an answer of the Bot API may be, whichever way it comes. */

/** Telegram cuts its answers short near 4 MiB; what is much longer is no answer of its. */
export const maxAnswerBytes = 16 * 2 ** 20;

export const tooLong = "The answer is too long to be the Bot API's";
