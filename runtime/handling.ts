/**
 * What becomes of a stored update, put together: the dispatcher, whose turn it is, and the handler, which sends it
 * through the pipeline. Neither knows who serves the bot: what they have to tell of it, they tell.
 */
import type { Pool } from "pg";
import type { Ai } from "#shared/ai/ai.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import type { Log } from "#shared/log.ts";
import type { Addresses } from "./addresses/addresses.ts";
import { answering } from "./ai/answering.ts";
import { modelAsking } from "./ai/asking.ts";
import type { Formatter } from "./ai/formatter.ts";
import { Generations } from "./ai/generations.ts";
import { createHistory } from "./ai/history.ts";
import { modelAsker } from "./ai/model-asker.ts";
import { stopping } from "./ai/stopping.ts";
import type { BotConfigs } from "./bots/bot-config.ts";
import type { ServedBot } from "./bots/served-bot.ts";
import type { UsageMeter } from "./bots/usage-meter.ts";
import type { Channels } from "./channels/channels.ts";
import type { LoadMeter } from "./cluster/load-meter.ts";
import type { Committer } from "./committer/committer.ts";
import { Dispatcher, type DispatcherDeps } from "./dispatcher/dispatcher.ts";
import type { Job } from "./dispatcher/job.ts";
import { PacedDispatcher } from "./dispatcher/paced.ts";
import type { KeepPhoto } from "./files/keep-photo.ts";
import { openKept } from "./files/open-kept.ts";
import { createConnectCodes } from "./forms/after/connect-codes.ts";
import { createNotices } from "./forms/after/notices.ts";
import { createFormVersions } from "./forms/form-versions.ts";
import { isSlowLane } from "./inbox/lane.ts";
import { createPending } from "./inbox/pending.ts";
import type { Pace, PendingLanes } from "./inbox/pending-lanes.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { createHandler, type Handler } from "./pipeline/handler.ts";
import { isOthersTalk } from "./pipeline/others-talk.ts";
import { createPipeline } from "./pipeline/pipeline.ts";
import { createConversations } from "./turn/conversations.ts";
import { createJournal } from "./turn/journal.ts";
import { createSessionStates } from "./turn/session-states.ts";
import type { AskWebhook } from "./webhooks/ask-webhook.ts";

interface Deps {
  pool: Pool;
  channels: Channels;
  pendingLanes: PendingLanes;
  committer: Committer;
  configs: BotConfigs;
  usage: UsageMeter;
  files: FileStore;
  keepPhoto: KeepPhoto;
  ai: Ai;
  formatter: Formatter;
  askWebhook: AskWebhook;
  addresses: Addresses;
  coordination: Pick<Coordination, "wakeUps">;
  /** How long one handling may take, in milliseconds. */
  timeoutMs: number;
  metrics: RuntimeMetrics;
  load: LoadMeter;
  log: Log;
  /** Whether what waits for a model, or a tenant's server, may be left to a job of its own. */
  mayHandOn(): boolean;
  /** Whether what was handed on of the bot is taken up here: before a handover it is left to the next owner. */
  takesUpHandedOn(botId: string): boolean;
  /** Resolves when a change of the bot that is on its way is taken up; `null` when there is none. */
  changed(botId: string): Promise<void> | null;
  /** The shard has another owner now. */
  onFenced(shard: number): void;
  /** Something to tell on the bot's page. */
  onTrouble(botId: string, code: string, message: string): void;
  /** A file that came with a message is to be fetched. */
  onFile(): void;
  /** A job was handed on: it stands in the inbox. */
  onHandedOn(botId: string, lane: string, job: Job): void;
}

export interface Handling {
  readonly dispatcher: PacedDispatcher<ServedBot>;
  readonly cutOff: Handler["cutOff"];
}

export function createHandling(deps: Deps): Handling {
  const { pool, channels, committer, configs, usage, files, keepPhoto, ai, formatter, askWebhook } = deps;
  const { pendingLanes, coordination, timeoutMs, metrics, load, log, mayHandOn, takesUpHandedOn } = deps;
  const { changed, onFenced, onTrouble, onFile, onHandedOn } = deps;
  const conversations = createConversations({ pool });
  const sessionStates = createSessionStates({ pool });
  const generations = new Generations();
  const askNow = modelAsker({
    ai,
    formatter,
    generations,
    history: createHistory(pool),
    onAnswer: (tokens, seconds) => {
      metrics.aiTokens.inc(tokens);
      metrics.aiAnswers.observe(seconds);
    },
  });
  const handingOn = {
    isKnown: mayHandOn,
    waits: (botId: string, lane: string) => !takesUpHandedOn(botId) || dispatcher.has(botId, lane),
  };
  const pipeline = createPipeline({
    conversations,
    sessionStates,
    versions: createFormVersions({ pool }),
    usage,
    keepPhoto,
    handingOn,
    askModel: modelAsking({ askNow, handingOn }),
    answering: answering({ askNow, conversations }),
    stopping: stopping({ generations, pool }),
    askWebhook,
    addresses: deps.addresses,
    openKept: openKept({ pool, files }),
    codes: createConnectCodes({ pool }),
    notices: createNotices({ pool }),
  });
  const handler = createHandler({
    pipeline,
    committer,
    configs,
    conversations,
    sessionStates,
    usage,
    journalOf: createJournal(pool),
    channels,
    changed,
    timeoutMs,
    log,
    onFenced,
    onTrouble,
    onActionDue: (botId) => coordination.wakeUps.publish("deliveries", botId),
    onSettled: (outcome) => metrics.sends.inc({ outcome }),
    onFile,
    onHandedOn,
    onHandled: (outcome, seconds, lagSeconds) => {
      metrics.handled.observe({ outcome }, seconds);
      if (lagSeconds === null) return;
      metrics.lag.observe(lagSeconds);
      load.waited(lagSeconds * 1_000);
    },
  });
  const pending = createPending(pool);
  const dispatching = (pace: Pace): DispatcherDeps<ServedBot> => ({
    handle: handler.handle,
    load: async (bot, lane, afterSeq, limit) => {
      // What was handled a moment ago is marked as done once this returns.
      await committer.commit(bot.tenure, {});
      return pending({ botId: bot.id, lane, afterSeq, limit });
    },
    lanes: (bot, place, limit) => pendingLanes.page(bot, pace, place, limit),
    passes: isOthersTalk,
  });
  const dispatcher: PacedDispatcher<ServedBot> = new PacedDispatcher<ServedBot>({
    prompt: new Dispatcher(dispatching("prompt")),
    // Each may hold its place for a minute: nobody gets so many that others get none. And while many questions wait for
    // their answers, commands are still to be answered at once.
    slow: new Dispatcher({
      ...dispatching("slow"),
      limits: {
        runningPerBot: 200,
        heldPerBot: Number.POSITIVE_INFINITY,
        crowdedPerBot: Number.POSITIVE_INFINITY,
      },
    }),
    isSlow: isSlowLane,
  });
  return { dispatcher, cutOff: handler.cutOff };
}
