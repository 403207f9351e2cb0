/** Everything of webhooks in a runtime, put together: the queue that sends them, and the way to ask one at once. */
import type { Pool } from "pg";
import { addressGuard } from "#shared/address-guard.ts";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Log } from "#shared/log.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { type AskWebhook, createAskWebhook } from "./ask-webhook.ts";
import { createAttempt } from "./attempt.ts";
import { createDeliveries } from "./deliveries.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { createSigningSecrets } from "./signing-secrets.ts";
import { createWebhookClient } from "./webhook-client.ts";

interface Deps {
  pool: Pool;
  vault: Vault;
  config: Pick<Config, "WEBHOOK_ALLOW">;
  coordination: Pick<Coordination, "wakeUps">;
  /** Puts what forms have to post into the queue. @returns how many those were */
  takeUpActions(): Promise<number>;
  log: Log;
  onAttempt?(outcome: "delivered" | "failed", seconds: number): void;
}

export interface Webhooks extends AsyncDisposable {
  readonly ask: AskWebhook;
  /** Sends what is due until `signal` aborts, and lets what is under way end. */
  run(signal: AbortSignal): Promise<void>;
}

export function createWebhooks({ pool, vault, config, coordination, takeUpActions, log, onAttempt }: Deps): Webhooks {
  const client = createWebhookClient({ guard: addressGuard(config.WEBHOOK_ALLOW) });
  const attempt = createAttempt({ client, secrets: createSigningSecrets({ pool, vault }), onAttempt });
  const deliveries = createDeliveries({ pool });
  const { wakeUps } = coordination;
  const queue = new DeliveryQueue({ deliveries, attempt, takeUpActions, log });

  return {
    ask: createAskWebhook({ deliveries, attempt }),
    async run(signal) {
      using woken = new DisposableStack();
      woken.defer(wakeUps.subscribe("deliveries", () => queue.wake()));
      await queue.run(signal);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
