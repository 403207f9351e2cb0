/** One attempt at a delivery: signs it, posts it, and tells what came of it as the log keeps it. */
import { plainText } from "#shared/db/plain-text.ts";
import type { Delivery, Tried } from "./deliveries.ts";
import { signatureHeaders } from "./signature.ts";
import type { SigningSecrets } from "./signing-secrets.ts";
import { textOf, type WebhookAnswer, type WebhookClient } from "./webhook-client.ts";

/** Rejects only when `signal` aborts, or the secrets cannot be read. */
export type Attempt = (
  delivery: Pick<Delivery, "id" | "tenantId" | "url" | "body">,
  signal: AbortSignal,
) => Promise<Tried & { answer: string | null }>;

interface Deps {
  client: Pick<WebhookClient, "post">;
  secrets: SigningSecrets;
  onAttempt?(outcome: "delivered" | "failed", seconds: number): void;
}

const answerBytesKept = 4096;

export function createAttempt({ client, secrets, onAttempt }: Deps): Attempt {
  return async ({ id, tenantId, url, body }, signal) => {
    const signing = await secrets(tenantId);
    const at = Date.now();
    const started = performance.now();
    const headers = {
      "content-type": "application/json",
      ...signatureHeaders({ id, at, body, secrets: signing }),
    };
    const answer = await client.post({ url, headers, body, signal });
    const durationMs = Math.round(performance.now() - started);
    const delivered = answer.status !== null && answer.status >= 200 && answer.status < 300;
    onAttempt?.(delivered ? "delivered" : "failed", durationMs / 1000);
    return {
      delivered,
      retryAfterMs: answer.retryAfterMs,
      answer: answer.body,
      attempt: {
        at: new Date(at).toISOString(),
        durationMs,
        status: answer.status,
        answer: answer.body === null ? null : plainText(textOf(Buffer.from(answer.body), answerBytesKept)),
        error: errorOf(answer, delivered),
      },
    };
  };
}

const errorOf = ({ status, error }: WebhookAnswer, delivered: boolean) =>
  error ?? (delivered ? null : `It answered with status ${status}`);
