/** Makes the codes with which somebody connects a chat to a form. What becomes of them shows in the form. */
import { hashOfCode, newConnectCode } from "#shared/connect-code.ts";
import { ConnectCode } from "#shared/db/entities/connect-code.ts";
import { Form } from "#shared/db/entities/form.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { NotFound } from "#shared/errors.ts";
import type * as Api from "#shared/schemas/connect-code.ts";
import { getBot } from "../bots/service.ts";
import type { Scope } from "../http/route.ts";

const validMs = 15 * 60_000;

/** A form has one code at a time: the older ones end. @throws {NotFound} when the bot has no such form */
export async function createConnectCode(
  { em, tenantId }: Scope,
  botId: string,
  formId: string,
): Promise<Api.ConnectCode> {
  const bot = await getBot({ em }, botId);
  const form = await em.findOne(Form, { id: formId, bot: botId });
  if (!form) throw new NotFound("This form");
  const code = newConnectCode();
  const expiresAt = new Date(Date.now() + validMs);
  await em.transactional(async (em) => {
    await em.nativeDelete(ConnectCode, { form: formId });
    em.create(ConnectCode, {
      tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
      botId,
      form: em.getReference(Form, formId, { wrapped: true }),
      hash: hashOfCode(code),
      expiresAt,
    });
    await em.flush();
  });
  const command = bot.username ? `/connect@${bot.username}` : "/connect";
  return { code, message: `${command} ${code}`, expiresAt: expiresAt.toISOString() };
}
