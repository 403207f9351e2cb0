/** Answers in Telegram's place for a bot that has no token, as Telegram answers one that it does not know: nothing leaves. */
import type { ApiCall } from "../../turn/api-call.ts";

export const unconnected: ApiCall = async () => ({
  ok: false,
  error_code: 401,
  description: "Unauthorized: this bot has no token yet",
});
