/** Reads the log of deliveries, and lets one be sent again: by the runtimes, which do all the sending. */
import { raw } from "@mikro-orm/core";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { WebhookDelivery } from "#shared/db/entities/webhook-delivery.ts";
import { NotFound } from "#shared/errors.ts";
import type { Page } from "#shared/schemas/page.ts";
import type { DeliveryQuery } from "#shared/schemas/webhook-delivery.ts";
import { getBot, isThere } from "../bots/service.ts";
import { newestFirst } from "../http/newest-first.ts";
import type { Scope } from "../http/route.ts";

export interface DeliveryDeps {
  coordination: Pick<Coordination, "wakeUps">;
}

/** What was told of a form that was deleted goes with it, though not at once. */
const ofSomeForm = () => ({
  [raw(
    (delivery) => `(${delivery}.submission_id is null or exists (
      select from form_submissions s join forms f on f.id = s.form_id where s.id = ${delivery}.submission_id
    ))`,
  )]: [],
});

/** @returns newest first. @throws {NotFound} when there is no such bot */
export async function listDeliveries(
  { em }: Scope,
  botId: string,
  { state, ...query }: DeliveryQuery,
): Promise<Page<WebhookDelivery>> {
  await getBot({ em }, botId);
  return newestFirst(query, (older, options) =>
    em.find(WebhookDelivery, { botId, ...(state && { state }), ...older, ...ofSomeForm() }, options),
  );
}

/** @throws {NotFound} */
export async function getDelivery({ em }: Pick<Scope, "em">, id: string): Promise<WebhookDelivery> {
  const delivery = await em.findOne(WebhookDelivery, { id, ...ofSomeForm() });
  if (!delivery || !(await isThere({ em }, delivery.botId))) throw new NotFound("This delivery");
  return delivery;
}

/** Sends it at once, with the same id and body, and for 24 hours more if need be. @throws {NotFound} */
export async function sendAgain({ em }: Scope, id: string, { coordination }: DeliveryDeps): Promise<WebhookDelivery> {
  const delivery = await em.transactional(async (em) => {
    const { submissionId } = await getDelivery({ em }, id);
    await em.execute(
      `update webhook_deliveries set state = 'pending', next_attempt_at = now(), tried_since = now(), tries = 0,
         updated_at = now()
       where id = ?`,
      [id],
    );
    if (submissionId) {
      await em.execute("update form_submissions set action_state = 'pending', action_error = null where id = ?", [
        submissionId,
      ]);
      // It follows this delivery: nobody needs to begin another.
      await em.execute("update form_submissions set action_due_at = null where id = ?", [submissionId]);
    }
    em.clear();
    return getDelivery({ em }, id);
  });
  coordination.wakeUps.publish("deliveries", delivery.botId);
  return delivery;
}
