/**
 * The one middleware tree that serves every bot. A stage answers, or passes on: what has a deadline → own orders → who
 * writes → /connect → the month's limit → forms → files → menus → commands → the model → the fallback. Of an edited message
 * only forms hear.
 */
import type { MiddlewareFn } from "grammy";
import type { Addresses } from "../addresses/addresses.ts";
import { type AskModel, asking } from "../ai/asking.ts";
import type { UsageMeter } from "../bots/usage-meter.ts";
import type { KeepPhoto } from "../files/keep-photo.ts";
import type { OpenKept } from "../files/open-kept.ts";
import type { ConnectCodes } from "../forms/after/connect-codes.ts";
import { connecting } from "../forms/after/connecting.ts";
import type { Notices } from "../forms/after/notices.ts";
import { notifying } from "../forms/after/notifying.ts";
import type { FormVersions } from "../forms/form-versions.ts";
import { forms } from "../forms/forms.ts";
import type { FormsContext } from "../forms/forms-context.ts";
import type { Conversations } from "../turn/conversations.ts";
import type { HandingOn } from "../turn/handing-on.ts";
import type { SessionStates } from "../turn/session-states.ts";
import type { AskWebhook } from "../webhooks/ask-webhook.ts";
import { inOrder } from "./in-order.ts";
import { commandRunner, commands } from "./stages/commands.ts";
import { conversing } from "./stages/conversing.ts";
import { edits } from "./stages/edits.ts";
import { express } from "./stages/express.ts";
import { keepingFiles } from "./stages/keeping-files.ts";
import { membership } from "./stages/membership.ts";
import { menus } from "./stages/menus.ts";
import { monthlyLimit } from "./stages/monthly-limit.ts";
import { askingWebhooks, openingForms, webhookAsker, webhookRunner } from "./webhook-command.ts";

interface Deps {
  conversations: Conversations;
  sessionStates: SessionStates;
  versions: FormVersions;
  usage: UsageMeter;
  handingOn: HandingOn;
  askModel: AskModel;
  /** Carries out what the model was asked. */
  answering: MiddlewareFn<FormsContext>;
  /** Stops what the model was asked. */
  stopping: MiddlewareFn<FormsContext>;
  askWebhook: AskWebhook;
  addresses: Addresses;
  keepPhoto?: KeepPhoto | undefined;
  openKept: OpenKept;
  codes: ConnectCodes;
  notices: Notices;
}

export function createPipeline(deps: Deps): MiddlewareFn<FormsContext> {
  const { addresses, conversations, sessionStates, versions, usage, keepPhoto, openKept, codes, notices } = deps;
  const { askModel, askWebhook, handingOn } = deps;
  const askNow = webhookAsker({ ask: askWebhook, addresses });
  const runCommand = commandRunner({ askModel, runWebhook: webhookRunner({ askNow, handingOn }) });
  const limit = monthlyLimit({ usage });
  const filledIn = forms({ sessionStates, versions, askModel, keepPhoto });
  return inOrder(
    express,
    deps.stopping,
    notifying({ notices, conversations, openKept }),
    deps.answering,
    askingWebhooks({ askNow, conversations }),
    openingForms({ conversations }, filledIn),
    membership({ conversations }),
    edits({ conversations, sessionStates }, limit, filledIn),
    conversing({ conversations }),
    connecting({ codes, addresses }),
    limit,
    filledIn,
    keepingFiles,
    menus({ runCommand }),
    commands({ runCommand }),
    asking(askModel),
    (ctx) => ctx.say(ctx.fallback),
  );
}
