import { HttpError } from "grammy";
import { describe, expect, test } from "vitest";
import { CallForbidden } from "../channels/call-forbidden.ts";
import { CallLost } from "../channels/call-lost.ts";
import { CallUnsent } from "../channels/call-unsent.ts";
import { outcomeOf } from "./send-failure.ts";

const coded = (code: string) => Object.assign(new Error(code), { code });

describe("a send that failed", () => {
  test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "CALL_UNSENT", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"])(
    "with %s has not happened, however the error is wrapped",
    (code) => {
      expect(outcomeOf(coded(code))).toBe("not_sent");
      expect(outcomeOf(new HttpError("failed", coded(code)))).toBe("not_sent");
      expect(outcomeOf(new HttpError("failed", new AggregateError([coded(code)])))).toBe("not_sent");
      expect(outcomeOf(new Error("failed", { cause: coded(code) }))).toBe("not_sent");
    },
  );

  test("for want of a lease has not happened", () => {
    expect(outcomeOf(new HttpError("failed", new CallForbidden()))).toBe("not_sent");
  });

  test("for want of a connection has not happened", () => {
    expect(outcomeOf(new HttpError("failed", new CallUnsent("closed")))).toBe("not_sent");
  });

  test.each([
    coded("ECONNRESET"),
    coded("UND_ERR_SOCKET"),
    coded("UND_ERR_HEADERS_TIMEOUT"),
    new CallLost("ECONNRESET", "The connection was closed: EHOSTUNREACH"),
    new SyntaxError("Unexpected end of JSON input"),
    "a string",
    undefined,
  ])("with %o may have happened", (error) => {
    expect(outcomeOf(error)).toBe("unknown");
    expect(outcomeOf(new HttpError("failed", error))).toBe("unknown");
  });
});
