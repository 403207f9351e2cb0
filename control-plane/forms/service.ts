/** Reads and changes the forms of a tenant's bots. Each change reaches the bot's runtime at once. */
import { isDeepStrictEqual } from "node:util";
import { LockMode } from "@mikro-orm/core";
import { Bot } from "#shared/db/entities/bot.ts";
import { Form } from "#shared/db/entities/form.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { previewByIndex } from "#shared/inbox/preview-person.ts";
import { CreateForm, type UpdateForm } from "#shared/schemas/form.ts";
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import { getBot } from "../bots/service.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import { newestFirst } from "../http/newest-first.ts";
import { parse, type Scope } from "../http/route.ts";
import { requireFeature } from "../tenant/features.ts";
import { presentForm } from "./presenter.ts";
import { requireSound } from "./soundness.ts";

/** As many as one page of the list shows. */
const maxForms = 100;

/** @returns newest first. @throws {NotFound} when there is no such bot */
export async function listForms({ em }: Scope, botId: string, query: PageQuery): Promise<Page<Form>> {
  await getBot({ em }, botId);
  return newestFirst(query, (older, options) => em.find(Form, { bot: botId, ...older }, options));
}

/** @throws {NotFound} */
export async function getForm({ em }: Pick<Scope, "em">, id: string, lockMode = LockMode.NONE): Promise<Form> {
  const form = await em.findOne(Form, { id }, { lockMode });
  if (!form) throw new NotFound("This form");
  return form;
}

/** @returns how often each was filled in, also halfway; a form that nobody has is missing */
export async function countSubmissions(
  { em }: Pick<Scope, "em">,
  forms: readonly Form[],
): Promise<Map<string, number>> {
  if (forms.length === 0) return new Map();
  const ids = forms.map(({ id }) => id);
  const counts = await em.execute<{ form_id: string; count: number }[]>(
    // The index holds all that is counted first; of what was tried out there is little, with an index of its own.
    `select form_id, sum(count)::int as count from (
       select form_id, count(*) as count from form_submissions where form_id in (?) group by form_id
       union all
       select form_id, -count(*) from form_submissions
       where ${previewByIndex("telegram_user_id")} and form_id in (?) group by form_id
     ) as counted group by form_id`,
    [ids, ids],
  );
  return new Map(counts.map(({ form_id, count }) => [form_id, count]));
}

/**
 * @throws {NotFound} when there is no such bot
 * @throws {LimitReached} when the plan has no forms, or no webhooks and the form posts to one
 * @throws {AppError} `conflict` when the bot has as many as it may have; `invalid` when a question or the country is not
 * sound
 */
export async function createForm(
  { em, tenantId }: Scope,
  botId: string,
  input: CreateForm,
  deps: ChangeDeps,
): Promise<Form> {
  return changeBots({ em }, deps, async (em) => {
    await getBot({ em }, botId);
    await requireFeature({ em, tenantId }, "forms");
    if (input.onCompleteAction === "webhook") await requireFeature({ em, tenantId }, "webhooks");
    // Two that are created at once are counted one after the other.
    await em.execute("select from bots where id = ? for no key update", [botId]);
    if ((await em.count(Form, { bot: botId })) >= maxForms)
      throw new AppError("conflict", `A bot has at most ${maxForms} forms`);
    await requireSound(input);
    const form = em.create(Form, {
      tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
      bot: em.getReference(Bot, botId, { wrapped: true }),
      ...input,
    });
    return { botIds: [botId], result: form };
  });
}

/**
 * Other questions make a new version. A chat set by hand is one whose name nobody knows.
 *
 * @throws {NotFound}
 * @throws {LimitReached} when the plan has no webhooks and the form begins to post to one
 * @throws {AppError} `invalid` when what results is not whole
 */
export async function updateForm(
  { em, tenantId }: Scope,
  id: string,
  changes: UpdateForm,
  deps: ChangeDeps,
): Promise<Form> {
  return changeBots({ em }, deps, async (em) => {
    // Locked, so that no two changes make the same version.
    const form = await getForm({ em }, id, LockMode.PESSIMISTIC_WRITE);
    const {
      id: _,
      botId,
      version,
      notificationChatExternalId,
      notificationChatTitle,
      submissionsCount,
      createdAt,
      updatedAt,
      ...before
    } = presentForm(form, 0, () => null);
    const after = parse(CreateForm, { ...before, ...changes });
    if (after.onCompleteAction === "webhook" && before.onCompleteAction !== "webhook")
      await requireFeature({ em, tenantId }, "webhooks");
    await requireSound(after);
    if (!isDeepStrictEqual(after.fields, before.fields)) form.version += 1;
    if (after.notificationChatId !== before.notificationChatId) form.notificationChatTitle = null;
    em.assign(form, after, { mergeObjectProperties: false });
    return { botIds: [botId], result: form };
  });
}

/**
 * It is gone at once; what somebody answered is removed afterwards (`deleting/`). Commands that opened it stay, without a form.
 *
 * @throws {NotFound}
 */
export async function deleteForm({ em }: Scope, id: string, deps: ChangeDeps): Promise<void> {
  await changeBots({ em }, deps, async (em) => {
    const { bot } = await getForm({ em }, id);
    await em.nativeDelete(Form, { id });
    return { botIds: [bot.id], result: undefined };
  });
}
