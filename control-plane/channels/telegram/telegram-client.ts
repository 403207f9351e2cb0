/** What we ask Telegram about a token. Its answers are checked; its errors, whose addresses hold the token, stay here. */
import { Api, GrammyError } from "grammy";
import { z } from "zod";
import { AppError } from "#shared/errors.ts";
import { TelegramToken } from "#shared/schemas/telegram-token.ts";
import type { ChannelClient } from "../channel-client.ts";

const Me = z.object({
  id: z.int().positive(),
  is_bot: z.literal(true),
  username: z.string().min(1),
  first_name: z.string(),
});
const WebhookInfo = z.object({ url: z.string() });

interface Options {
  apiRoot: string;
  /** How long one call may take, in seconds. */
  timeoutS?: number;
}

export function createTelegramClient({ apiRoot, timeoutS = 10 }: Options): ChannelClient {
  const api = (token: string) => new Api(token, { apiRoot, timeoutSeconds: timeoutS });

  return {
    name: "telegram",
    async identify(token) {
      const shape = TelegramToken.safeParse(token);
      if (!shape.success) throw wrongToken(shape.error.issues[0]!.message);
      const { id, username, first_name } = await ask(Me, () => api(token).getMe());
      return { externalId: String(id), telegramId: id, username, name: first_name };
    },
    async otherProgram(token, { username }) {
      const { url } = await ask(WebhookInfo, () => api(token).getWebhookInfo());
      if (url === "") return null;
      return `Another program receives @${username}'s messages through a webhook: replace it to let this bot answer here`;
    },
    async takeOver(token) {
      await ask(z.literal(true), () => api(token).deleteWebhook({ drop_pending_updates: false }));
    },
  };
}

async function ask<T extends z.ZodType>(contract: T, call: () => Promise<unknown>): Promise<z.output<T>> {
  // Neither error nor answer goes along as a cause: both may quote the token.
  const answer = await call().catch((error: unknown) => {
    throw refusal(error);
  });
  const result = contract.safeParse(answer);
  if (!result.success) throw unreachable("Telegram's answer makes no sense: try again soon");
  return result.data;
}

function refusal(error: unknown): AppError {
  if (!(error instanceof GrammyError)) return unreachable("Telegram cannot be reached: try again soon");
  // 404 is how api.telegram.org answers a token that is malformed to it.
  if (error.error_code === 401 || error.error_code === 404)
    return wrongToken("Telegram does not know this token: copy it from @BotFather again");
  const wait = error.parameters?.retry_after;
  if (error.error_code === 429 && wait) return unreachable(`Telegram asks us to wait: try again in ${wait} s`);
  return unreachable("Telegram has a problem of its own: try again soon");
}

const wrongToken = (message: string) => new AppError("invalid", message, { issues: [{ path: ["token"], message }] });

const unreachable = (message: string) => new AppError("telegram_unreachable", message);
