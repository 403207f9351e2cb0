/** The calls of a bot, as whoever answers them knows people, chats and messages: by their external ids. */
import type { Addresses } from "../addresses/addresses.ts";
import { holdsLong, localsIn, namesLocal, withExternals } from "../addresses/exact-ids.ts";
import type { ApiCall, Payload } from "../turn/api-call.ts";
import { CallLost } from "./call-lost.ts";
import { CallUnsent } from "./call-unsent.ts";

/**
 * @param call makes calls as they are written, with answers as they were read
 * @returns the same, which also fails when the database does not tell the ids: `CallUnsent` before a call is made,
 * `CallLost` once it is
 */
export function byExternalIds(botId: string, addresses: Addresses, call: ApiCall): ApiCall {
  return async (method, payload, signal) => {
    const answer = await call(method, namesLocal(payload) ? await written(botId, addresses, payload) : payload, signal);
    const read = answer.ok ? answer.result : answer.parameters;
    if (!holdsLong(read)) return answer;
    await addresses.takeIn(botId, [read]).catch(() => {
      // Without its cause, which may look as if nothing had been sent.
      throw new CallLost("EBADMSG", "The ids in the answer cannot be looked up");
    });
    return answer;
  };
}

async function written(botId: string, addresses: Addresses, payload: Payload): Promise<Payload> {
  const externalOf = await addresses.externals(botId, localsIn(payload)).catch((cause: unknown) => {
    throw new CallUnsent("The ids of the call cannot be looked up", { cause });
  });
  return withExternals(payload, externalOf);
}
