/**
 * Forms: whoever fills one in answers its questions here, before menus, commands and the model; whatever is none of the
 * form's business goes on to them, and may open another.
 */
import { type ConversationFlavor, conversations, createConversation } from "@grammyjs/conversations";
import { Composer, type Context, type Middleware, type MiddlewareFn, type NextFunction } from "grammy";
import type { AskModel } from "../ai/asking.ts";
import type { KeepPhoto } from "../files/keep-photo.ts";
import type { SessionKey, SessionStates } from "../turn/session-states.ts";
import { fillingIn } from "./conversation.ts";
import { filling } from "./filling.ts";
import { openSession } from "./form-session.ts";
import type { FormVersions } from "./form-versions.ts";
import type { FormsContext } from "./forms-context.ts";
import { strayPresses } from "./paused.ts";

interface Deps {
  sessionStates: SessionStates;
  versions: FormVersions;
  askModel: AskModel;
  keepPhoto: KeepPhoto | undefined;
}

type ConversingContext = ConversationFlavor<FormsContext>;

/** Of the conversation, among others of the plugin that there may be one day. */
const name = "form";

export function forms({ sessionStates, versions, askModel, keepPhoto }: Deps): MiddlewareFn<FormsContext> {
  const tree = new Composer<ConversingContext>(
    conversations<ConversingContext, Context>({
      storage: {
        type: "context",
        version: 1,
        adapter: {
          read: (ctx) => ctx.forms?.conversation as never,
          write: (ctx, state) => keep(ctx, state),
          delete: (ctx) => keep(ctx, undefined),
        },
      },
    }),
    linked,
    createConversation<ConversingContext, Context>(fillingIn(filling({ askModel, keepPhoto })), name),
    resumed,
    strayPresses,
  ).middleware();

  const serve = async (ctx: FormsContext, who: SessionKey, next: NextFunction) => {
    const { turn } = ctx;
    const stored = await sessionStates.find(turn.bot, who);
    const session = await openSession(who, stored, turn.job.receivedAt, (form) => versions.questionsOf(ctx.bot, form));
    ctx.forms = session;
    try {
      await tree(ctx as ConversingContext, next);
    } finally {
      session.save(turn);
    }
    if (session.failure) throw session.failure;
  };
  return (ctx, next) => {
    const { bot, chat, from } = ctx;
    return bot.usesForms && chat && from ? serve(ctx, { chatId: chat.id, userId: from.id }, next) : next();
  };
}

function keep({ forms }: FormsContext, conversation: unknown): void {
  if (forms) forms.conversation = conversation;
}

/** Lets forms be opened by stages that know nothing of the plugin. */
const linked: Middleware<ConversingContext> = (ctx, next) => {
  if (ctx.forms) {
    ctx.forms.enter = () => ctx.conversation.enter(name);
    ctx.forms.exit = () => ctx.conversation.exit(name);
  }
  return next();
};

/** A new version of the plugin forgets where its conversations stood. The form does not, and asks once more. */
const resumed: Middleware<ConversingContext> = async (ctx, next) => {
  if (ctx.forms?.run && ctx.conversation.active(name) === 0) return ctx.forms.enter();
  return next();
};
