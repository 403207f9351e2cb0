/** How held polls travel: over HTTP/1.1 as calls do, each on a connection of its own; over HTTP/2 a hundred on one. */
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";

export interface Polls extends AsyncDisposable {
  /**
   * @returns the answer's body, as JSON
   * @throws {CallForbidden} when nothing may be sent at the moment of sending
   * @throws {SyntaxError} when the answer is no JSON
   * @throws {PollLost} or another error, when no answer comes
   */
  post(poll: Poll): Promise<unknown>;
}

export interface Poll {
  /** Begins with a slash, and holds the token: never to be logged. */
  path: string;
  /** JSON. */
  body: string;
  signal: Cancellation;
  /** How long the answer may take, in milliseconds. */
  timeoutMs: number;
}
