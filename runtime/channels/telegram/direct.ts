/**
 * Calls over our own connections, as JSON. They take the place of grammY's HTTP client, whose timers and signals cost
 * more than the call itself; what uploads a file still goes through that.
 */
import { Api, GrammyError, HttpError, InputFile } from "grammy";
import type { ApiResponse } from "grammy/types";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import type { ApiCall, Payload } from "../../turn/api-call.ts";
import { asApiAnswer } from "./api-answer.ts";
import type { Transport } from "./transport.ts";

interface Options {
  transport: Pick<Transport, "call" | "fetch">;
  apiRoot: string;
  token: string;
}

export function direct({ transport, apiRoot, token }: Options): ApiCall {
  return (method, payload, signal) => {
    if (uploads(payload)) {
      const fetch = uploading(transport, signal?.departure);
      const client = new Api(token, { apiRoot, fetch: fetch as never, timeoutSeconds: neverS });
      return upload(client, method, payload, signal);
    }
    return transport.call(token, method, payload, signal).catch((error: unknown) => {
      throw new HttpError(`Network request for '${method}' failed!`, error);
    });
  };
}

/** Later than the transport gives up: that knows whether anything had left, and grammY does not. In seconds. */
const neverS = 300;

/** What grammY fetches with: its signal says neither why, nor that only what has not left is given up. */
const uploading =
  ({ fetch }: Pick<Transport, "fetch">, departure: Cancellation | undefined): Transport["fetch"] =>
  async (url, init) => {
    const answer = await fetch(url, { ...init, departure });
    return { json: async () => asApiAnswer(await answer.json()) };
  };

/** Files may lie anywhere in a payload, as in a list of media. */
const uploads = (value: unknown): boolean =>
  value instanceof InputFile || (typeof value === "object" && value !== null && Object.values(value).some(uploads));

async function upload(client: Api, ...[method, payload, signal]: Parameters<ApiCall>): Promise<ApiResponse<unknown>> {
  const methods = client.raw as unknown as Record<string, (payload: Payload, signal: unknown) => Promise<unknown>>;
  try {
    return { ok: true, result: await methods[method]!(payload, signal) };
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const { error_code, description, parameters } = error;
    return { ok: false, error_code, description, parameters };
  }
}
