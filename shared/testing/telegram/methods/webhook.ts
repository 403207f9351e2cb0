/** setWebhook, deleteWebhook, getWebhookInfo. Updates are never delivered to one: it only keeps getUpdates away. */
import { badRequest } from "#shared/telegram/api-error.ts";
import type { Methods } from "../method.ts";

export const webhookMethods: Methods = {
  setWebhook: ({ bot, params }) => {
    const url = params.text("url");
    if (url && !url.startsWith("https://")) {
      throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    }
    if (params.flag("drop_pending_updates")) bot.queue.clear();
    bot.filter.remember(params.json("allowed_updates"));
    bot.setWebhook(url);
    return true;
  },
  deleteWebhook: ({ bot, params }) => {
    if (params.flag("drop_pending_updates")) bot.queue.clear();
    bot.setWebhook("");
    return true;
  },
  getWebhookInfo: ({ bot }) => ({
    url: bot.webhookUrl,
    has_custom_certificate: false,
    pending_update_count: bot.pending,
    ...(bot.filter.list && { allowed_updates: bot.filter.list }),
  }),
};
