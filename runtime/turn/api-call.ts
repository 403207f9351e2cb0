import type { ApiResponse } from "grammy/types";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";

export type Payload = Record<string, unknown>;

/** Calls a method of the Bot API, or of what stands in its place. A refusal is an answer; who rejects has none. */
export type ApiCall = (method: string, payload: Payload, signal?: Cancellation) => Promise<ApiResponse<unknown>>;
