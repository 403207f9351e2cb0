/**
 * grammY's `Api` on calls of our own. Every turn has one: grammY's constructor makes an HTTP client each time, which is
 * more than all else that an update holds in memory.
 */
import { Api, GrammyError } from "grammy";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import type { ApiCall, Payload } from "../turn/api-call.ts";

/** @param call takes the place of grammY's client and of its transformers; no more of these can be added */
export function apiOver(call: ApiCall): Api {
  return new ApiOver(call) as unknown as Api;
}

/** Has every method of the Bot API, of which it knows none by itself. */
class RawCalls {
  readonly #call: ApiCall;

  constructor(call: ApiCall) {
    this.#call = call;
  }

  async #make(method: string, payload: Payload, signal?: Cancellation): Promise<unknown> {
    const answer = await this.#call(method, payload, signal);
    if (answer.ok) return answer.result;
    throw new GrammyError(`Call to '${method}' failed!`, answer, method, payload);
  }

  static {
    const methods = new Proxy(Object.prototype, {
      get: (object, name, calls: RawCalls) =>
        typeof name === "symbol" || name in object || askedOfAnyObject.has(name)
          ? Reflect.get(object, name)
          : (first: Payload | Cancellation = {}, signal?: Cancellation) =>
              isSignal(first) ? calls.#make(name, {}, first) : calls.#make(name, first, signal),
    });
    Object.setPrototypeOf(RawCalls.prototype, methods);
  }
}

/** By `await` and `JSON.stringify`. */
const askedOfAnyObject = new Set(["then", "toJSON"]);

/** What comes first to a method without parameters. */
const isSignal = (first: Payload | Cancellation): first is Cancellation => typeof first.addEventListener === "function";

class ApiOver {
  readonly raw: RawCalls;

  constructor(call: ApiCall) {
    this.raw = new RawCalls(call);
  }

  static {
    Object.setPrototypeOf(ApiOver.prototype, Api.prototype);
  }
}
