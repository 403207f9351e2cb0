/** What the action of a finished submission comes down to, now that somebody takes it up. */
import { cheapestWith } from "#shared/plans/plans.ts";
import type { CompleteAction } from "#shared/schemas/form.ts";

export interface DueAction {
  /** Whether the tenant's plan in force has webhooks. */
  mayPost: boolean;
  onCompleteAction: CompleteAction;
  webhookUrl: string | null;
  notificationChatId: number | null;
}

export type ActionStep =
  | { type: "post"; url: string }
  | { type: "notify"; chatId: number }
  | { type: "fail"; reason: string }
  /** The form has been changed and asks for nothing any more. */
  | { type: "none" }
  /** Done by whoever handles the update that finished the form. */
  | { type: "elsewhere" };

export function actionStep({ mayPost, onCompleteAction, webhookUrl, notificationChatId }: DueAction): ActionStep {
  switch (onCompleteAction) {
    case "save":
      return { type: "none" };
    case "ai":
      return { type: "elsewhere" };
    case "webhook":
      if (webhookUrl === null || !URL.canParse(webhookUrl))
        return { type: "fail", reason: "The form has no webhook address: set one, then try again" };
      if (!mayPost)
        return {
          type: "fail",
          reason: `Webhooks come with the plan ${cheapestWith("webhooks")}: take it, then try again`,
        };
      return { type: "post", url: webhookUrl };
    case "notify":
      if (notificationChatId === null)
        return {
          type: "fail",
          reason:
            "No chat is connected: make a code on the form's page, send it to the bot with /connect, then try again",
        };
      return { type: "notify", chatId: notificationChatId };
  }
}
