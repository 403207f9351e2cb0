/** A bare Bot API client, for tests of the simulator itself: no retries, the answer as it came. */
import type { Message, ResponseParameters } from "grammy/types";
import type { Bot } from "./bot.ts";
import type { Telegram } from "./telegram.ts";

export interface Reply<T> {
  status: number;
  headers: Headers;
  ok: boolean;
  /** Only when `ok`. */
  result: T;
  description?: string;
  parameters?: ResponseParameters;
}

export function clientOf(telegram: Pick<Telegram, "url">, bot: Pick<Bot, "token">) {
  /** Calls a method with a JSON body, or with a form. */
  return async <T = Message>(method: string, params: object = {}, signal?: AbortSignal): Promise<Reply<T>> => {
    const isForm = params instanceof FormData || params instanceof URLSearchParams;
    const response = await fetch(`${telegram.url}/bot${bot.token}/${method}`, {
      method: "POST",
      ...(isForm
        ? { body: params }
        : { body: JSON.stringify(params), headers: { "content-type": "application/json" } }),
      ...(signal && { signal }),
    });
    const body = (await response.json()) as Omit<Reply<T>, "status" | "headers">;
    return { ...body, status: response.status, headers: response.headers };
  };
}
