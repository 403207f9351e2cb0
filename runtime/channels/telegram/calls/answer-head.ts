/** What the head of an HTTP/1.1 answer says about its body and its connection. What is not well-formed is refused. */
import { CallLost } from "../../call-lost.ts";

export interface AnswerHead {
  /** An answer before the answer: another head follows, and no body. */
  interim: boolean;
  /** In bytes, or how else its end is known. */
  body: number | "chunked" | "until the end";
  /** How long the connection may idle before it is used again, in milliseconds; 0 when it may not be used again. */
  idleMs: number;
}

/** How long a connection may idle unless the server says that it waits shorter, in milliseconds. */
export const maxIdleMs = 4_000;

const wellFormed =
  /^HTTP\/1\.[01] [1-5]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*)*$/;
const telling = ["content-length:", "transfer-encoding:", "connection:", "keep-alive:"] as const;

/**
 * @param head without the blank line that ends it, as latin1
 * @throws {CallLost}
 */
export function readHead(head: string): AnswerHead {
  if (!wellFormed.test(head)) throw malformed();
  const status = Number(head.slice(9, 12));
  const interim = status < 200;
  if (status === 101) throw malformed();

  let length: number | null = null;
  let chunked = false;
  let reusable = head[7] === "1";
  let idleMs = maxIdleMs;
  const lower = head.toLowerCase();
  for (let lineEnd = lower.indexOf("\r\n"); lineEnd !== -1; ) {
    const at = lineEnd + 2;
    lineEnd = lower.indexOf("\r\n", at);
    const name = tellingAt(lower, at);
    if (name === null) continue;
    const value = lower.slice(at + name.length, lineEnd === -1 ? lower.length : lineEnd).trim();
    switch (name) {
      case "content-length:":
        if (!/^\d{1,15}$/.test(value) || (length !== null && length !== Number(value))) throw malformed();
        length = Number(value);
        break;
      case "transfer-encoding:":
        if (value !== "chunked" || chunked) throw malformed();
        chunked = true;
        break;
      case "connection:":
        reusable = says(value, "close") ? false : reusable || says(value, "keep-alive");
        break;
      default:
        idleMs = Math.min(idleMs, hintedMs(value));
    }
  }
  if (chunked && length !== null) throw malformed();
  const body = interim || status === 204 || status === 304 ? 0 : chunked ? "chunked" : (length ?? "until the end");
  return { interim, body, idleMs: reusable && body !== "until the end" ? idleMs : 0 };
}

/** The field of a line, if it tells something. */
function tellingAt(lower: string, at: number): (typeof telling)[number] | null {
  for (const field of telling) if (lower.startsWith(field, at)) return field;
  return null;
}

export const malformed = () => new CallLost("EBADMSG", "The answer is not HTTP/1.1");

const says = (value: string, option: string) =>
  value === option || (value.includes(",") && value.split(",").some((one) => one.trim() === option));

/** A second less than the server waits: it may close the connection while a call is on its way. */
function hintedMs(keepAlive: string): number {
  const [, seconds] = /(?:^|[\s,])timeout=(\d+)/.exec(keepAlive) ?? [];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, (Number(seconds) - 1) * 1_000);
}
