/** Reads and changes the commands of a tenant's bots. Each change reaches the bot's runtime at once. */
import { UniqueConstraintViolationException } from "@mikro-orm/core";
import { Bot } from "#shared/db/entities/bot.ts";
import { Command } from "#shared/db/entities/command.ts";
import { Form } from "#shared/db/entities/form.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { CommandFields, CreateCommand, type UpdateCommand } from "#shared/schemas/command.ts";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import { getBot } from "../bots/service.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import { parse, type Scope } from "../http/route.ts";
import { requireFeature } from "../tenant/features.ts";
import { presentCommand } from "./presenter.ts";

/** More than a bot's list can show: Telegram takes 100. */
const maxCommands = 500;

/** @returns as /help lists them. @throws {NotFound} when there is no such bot */
export async function listCommands({ em }: Scope, botId: string): Promise<Command[]> {
  await getBot({ em }, botId);
  return em.find(Command, { bot: botId }, { orderBy: { priority: "desc", name: "asc" } });
}

/** @throws {NotFound} */
export async function getCommand({ em }: Pick<Scope, "em">, id: string): Promise<Command> {
  const command = await em.findOne(Command, { id });
  if (!command) throw new NotFound("This command");
  return command;
}

/**
 * @throws {LimitReached} when the plan has no webhooks and the command is one
 * @throws {AppError} `conflict` when the bot has a command of that name
 */
export async function createCommand(
  { em, tenantId }: Scope,
  botId: string,
  input: CreateCommand,
  deps: ChangeDeps,
): Promise<Command> {
  return changeBots({ em }, deps, async (em) => {
    await getBot({ em }, botId);
    if (input.responseType === "webhook") await requireFeature({ em, tenantId }, "webhooks");
    await requireForms(em, botId, input.menuConfig);
    if ((await em.count(Command, { bot: botId })) >= maxCommands)
      throw new AppError("conflict", `A bot has at most ${maxCommands} commands`);
    const command = em.create(Command, {
      tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
      bot: em.getReference(Bot, botId, { wrapped: true }),
      ...(await withForm(em, botId, input)),
    });
    return { botIds: [botId], result: command };
  }).catch(nameTaken(input.name));
}

/**
 * @throws {NotFound}
 * @throws {LimitReached} when the plan has no webhooks and the command becomes one
 * @throws {AppError} `invalid` when what results lacks what its type answers with; `conflict` when the name is taken
 */
export async function updateCommand(
  { em, tenantId }: Scope,
  id: string,
  changes: UpdateCommand,
  deps: ChangeDeps,
): Promise<Command> {
  return changeBots({ em }, deps, async (em) => {
    const command = await getCommand({ em }, id);
    const { id: _, botId, createdAt, updatedAt, ...before } = presentCommand(command);
    const after = parse(staysWithoutForm(before, changes) ? CommandFields : CreateCommand, { ...before, ...changes });
    if (after.responseType === "webhook" && before.responseType !== "webhook")
      await requireFeature({ em, tenantId }, "webhooks");
    // What was there already may hold a form that was deleted since.
    await requireForms(em, botId, changes.menuConfig);
    em.assign(command, await withForm(em, botId, after), { mergeObjectProperties: false });
    return { botIds: [botId], result: command };
  }).catch(nameTaken(changes.name));
}

/** Its form was deleted, and it gets neither another one nor another type: that must not keep it from being switched off. */
const staysWithoutForm = (before: CreateCommand, changes: UpdateCommand): boolean =>
  [before, { ...before, ...changes }].every(({ responseType, formId }) => responseType === "form" && formId === null);

/** @throws {NotFound} */
export async function deleteCommand({ em }: Scope, id: string, deps: ChangeDeps): Promise<void> {
  await changeBots({ em }, deps, async (em) => {
    const { bot } = await getCommand({ em }, id);
    await em.nativeDelete(Command, { id });
    return { botIds: [bot.id], result: undefined };
  });
}

/** @throws {AppError} `invalid` when the form is not one of the bot's */
async function withForm(em: Scope["em"], botId: string, { formId, ...command }: CreateCommand) {
  if (formId === null) return { ...command, form: null };
  if ((await em.count(Form, { id: formId, bot: botId })) === 0) {
    const message = "This form is not one of the bot's";
    throw new AppError("invalid", message, { issues: [{ path: ["formId"], message }] });
  }
  return { ...command, form: em.getReference(Form, formId, { wrapped: true }) };
}

/** @throws {AppError} `invalid` when a button opens a form that is not one of the bot's */
async function requireForms(em: Scope["em"], botId: string, menu: MenuConfig | null | undefined): Promise<void> {
  const opened = (menu?.rows ?? []).flatMap((buttons, row) =>
    buttons.flatMap(({ action }, place) => (action.type === "form" ? [{ id: action.value, row, place }] : [])),
  );
  if (opened.length === 0) return;
  const found = await em.find(Form, { bot: botId, id: { $in: opened.map(({ id }) => id) } }, { fields: ["id"] });
  const known = new Set(found.map(({ id }) => id));
  const message = "This form is not one of the bot's";
  const issues = opened
    .filter(({ id }) => !known.has(id.toLowerCase()))
    .map(({ row, place }) => ({ path: ["menuConfig", "rows", row, place, "action", "value"], message }));
  if (issues.length > 0) throw new AppError("invalid", message, { issues });
}

const nameTaken = (name: string | undefined) => (error: unknown) => {
  if (error instanceof UniqueConstraintViolationException)
    throw new AppError("conflict", `This bot has a command /${name} already`);
  throw error;
};
