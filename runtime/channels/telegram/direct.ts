/**
 * The API transformer that makes calls over our own connections, as JSON. It takes the place of grammY's HTTP client,
 * whose timers and signals cost more than the call itself; what uploads a file still goes through that.
 */
import { HttpError, InputFile, type Transformer } from "grammy";
import type { ApiResponse } from "grammy/types";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import type { Transport } from "./transport.ts";

type Payload = Record<string, unknown>;
type Call = (method: string, payload: Payload, signal?: Cancellation) => Promise<ApiResponse<unknown>>;

export function direct(transport: Pick<Transport, "call">, token: string): Transformer {
  const transformer = (prev: Call, method: string, payload: Payload, signal?: Cancellation) =>
    uploads(payload)
      ? prev(method, payload, signal)
      : transport.call(token, method, payload, signal).catch((error: unknown) => {
          throw new HttpError(`Network request for '${method}' failed!`, error);
        });
  return transformer as unknown as Transformer;
}

/** Files may lie anywhere in a payload, as in a list of media. */
const uploads = (value: unknown): boolean =>
  value instanceof InputFile || (typeof value === "object" && value !== null && Object.values(value).some(uploads));
