import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { newWebhookSecret } from "#shared/secrets/webhook-secret.ts";
import { signatureHeaders } from "./signature.ts";

const body = JSON.stringify({ event: "command", text: "Ü 😀" });

describe("a signed webhook", () => {
  test("is verified by the library of Standard Webhooks with either of two secrets, and with no other", () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const headers = signatureHeaders({ id: "msg-1", at: Date.now(), body, secrets });
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow(/No matching signature/);
  });

  test("is refused when the body, the id or the time was changed, or when it is old", () => {
    const secret = newWebhookSecret();
    const headers = signatureHeaders({ id: "msg-1", at: Date.now(), body, secrets: [secret] });
    const receiver = new Webhook(secret);
    expect(() => receiver.verify(`${body} `, headers)).toThrow(/No matching signature/);
    expect(() => receiver.verify(body, { ...headers, "webhook-id": "msg-2" })).toThrow(/No matching signature/);
    const later = String(Number(headers["webhook-timestamp"]) + 1);
    expect(() => receiver.verify(body, { ...headers, "webhook-timestamp": later })).toThrow(/No matching signature/);
    const old = signatureHeaders({ id: "msg-1", at: Date.now() - 3_600_000, body, secrets: [secret] });
    expect(() => receiver.verify(body, old)).toThrow(/too old/);
  });

  test("has secrets of 24 random bytes", () => {
    const secret = newWebhookSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(newWebhookSecret()).not.toBe(secret);
  });
});
