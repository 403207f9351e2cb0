/** Loaded before a runtime: calls, and polls over plain HTTP, then go over undici's connections instead of our own. */
import { Agent } from "undici";
import { Calls } from "../../channels/telegram/calls/calls.ts";
import { exchange } from "../../channels/telegram/exchange.ts";

const origin = new URL(process.env.TELEGRAM_API_ROOT!).origin;
const connections = { calls: new Agent({ connections: 100, pipelining: 1 }), polls: new Agent({ pipelining: 1 }) };
const headers = { "content-type": "application/json" };

Calls.prototype.post = ({ path, body, signal, timeoutMs = 30_000 }) =>
  exchange(
    path.endsWith("/getUpdates") ? connections.polls : connections.calls,
    { origin, path, method: "POST", headers, body, signal, timeoutMs, wholeTimeoutMs: 60_000 },
    () => true,
  );
