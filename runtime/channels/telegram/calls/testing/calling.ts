import { inspect } from "node:util";
import { expect } from "vitest";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import { certificate } from "#shared/testing/tls/certificate.ts";
import { outcomeOf } from "../../../../turn/send-failure.ts";
import { Calls } from "../calls.ts";

export const calling = (origin: string, options: Partial<ConstructorParameters<typeof Calls>[0]> = {}) =>
  new Calls({
    origin,
    mayCall: () => true,
    maxConnections: 100,
    connectTimeoutMs: 5_000,
    callTimeoutMs: 5_000,
    ca: certificate().cert,
    ...options,
  });

export const path = "/bot1:secret/sendMessage";
export const post = (calls: Calls, body: unknown = 1, signal?: Cancellation) =>
  calls.post({ path, body: JSON.stringify(body), signal });

/** What a call failed with. It never tells the token. */
export async function failure(call: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await call.then(
    () => expect.fail("The call has not failed"),
    (error: Error) => error,
  );
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain("secret");
  return error;
}

export const fails = (call: Promise<unknown>, outcome: "not_sent" | "unknown", message: string | RegExp) =>
  failure(call).then((error) => {
    expect(error.message).toMatch(message);
    expect(outcomeOf(error)).toBe(outcome);
  });
