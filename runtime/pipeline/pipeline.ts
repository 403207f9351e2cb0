/**
 * The one middleware tree that serves every bot. A stage answers, or passes on: own orders → who writes → /connect → the
 * month's limit → forms → files → menus → commands → the model → the fallback. Of an edited message only forms hear.
 */
import type { MiddlewareFn } from "grammy";
import { type AnswerWithAi, answering } from "../ai/answering.ts";
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
import type { SessionStates } from "../turn/session-states.ts";
import { inOrder } from "./in-order.ts";
import { commandRunner, commands } from "./stages/commands.ts";
import { conversing } from "./stages/conversing.ts";
import { edits } from "./stages/edits.ts";
import { keepingFiles } from "./stages/keeping-files.ts";
import { membership } from "./stages/membership.ts";
import { menus } from "./stages/menus.ts";
import { monthlyLimit } from "./stages/monthly-limit.ts";
import type { RunWebhook } from "./webhook-command.ts";

interface Deps {
  conversations: Conversations;
  sessionStates: SessionStates;
  versions: FormVersions;
  usage: UsageMeter;
  answerWithAi: AnswerWithAi;
  runWebhook: RunWebhook;
  keepPhoto?: KeepPhoto | undefined;
  openKept: OpenKept;
  codes: ConnectCodes;
  notices: Notices;
}

export function createPipeline(deps: Deps): MiddlewareFn<FormsContext> {
  const {
    conversations,
    sessionStates,
    versions,
    usage,
    answerWithAi,
    runWebhook,
    keepPhoto,
    openKept,
    codes,
    notices,
  } = deps;
  const runCommand = commandRunner({ answerWithAi, runWebhook });
  const limit = monthlyLimit({ usage });
  const filledIn = forms({ sessionStates, versions, answerWithAi, keepPhoto });
  return inOrder(
    notifying({ notices, conversations, openKept }),
    membership({ conversations }),
    edits({ conversations, sessionStates }, limit, filledIn),
    conversing({ conversations }),
    connecting({ codes }),
    limit,
    filledIn,
    keepingFiles,
    menus({ runCommand }),
    commands({ runCommand }),
    answering({ answerWithAi }),
    (ctx) => ctx.say(ctx.fallback),
  );
}
