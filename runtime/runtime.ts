/**
 * A runtime: serves the bots of the shards it owns. Starting it takes up work by itself; disposing it drains, leaves
 * what is not done in the inbox, and gives its shards back.
 */
import "./engine.ts";
import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import type { Registry } from "prom-client";
import type { Ai } from "#shared/ai/ai.ts";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { background } from "#shared/lifecycle/background.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { aiAnswerer } from "./ai/answering.ts";
import { createFormatter } from "./ai/formatter.ts";
import { readHistory } from "./ai/history.ts";
import { createBotConfigs } from "./bots/bot-config.ts";
import { createBotDirectory } from "./bots/bot-directory.ts";
import { createBotTokens } from "./bots/bot-tokens.ts";
import type { ServedBot } from "./bots/served-bot.ts";
import { createTenantAccounts } from "./bots/tenant-accounts.ts";
import { createUsageMeter } from "./bots/usage-meter.ts";
import { apiOver } from "./channels/api-over.ts";
import { personIn, preview } from "./channels/preview/preview.ts";
import { PreviewStage } from "./channels/preview/preview-stage.ts";
import { openSentPhotos } from "./channels/preview/sent-photo.ts";
import { direct } from "./channels/telegram/direct.ts";
import { openTransport } from "./channels/telegram/transport.ts";
import { unconnected } from "./channels/telegram/unconnected.ts";
import { depart } from "./cluster/departure.ts";
import { Fleet } from "./cluster/fleet.ts";
import { LoadMeter } from "./cluster/load-meter.ts";
import { Membership } from "./cluster/membership.ts";
import { reportRuntime } from "./cluster/runtime-reporter.ts";
import { createShardTable } from "./cluster/shard-table.ts";
import { GroupCommitter } from "./committer/committer.ts";
import { Dispatcher } from "./dispatcher/dispatcher.ts";
import { openDownloads } from "./files/downloads.ts";
import { createKeepPhoto } from "./files/keep-photo.ts";
import { createKeepSent } from "./files/keep-sent.ts";
import { MessageFileQueue } from "./files/message-file-queue.ts";
import { createMessageFiles } from "./files/message-files.ts";
import { openKept } from "./files/open-kept.ts";
import { createActions } from "./forms/after/actions.ts";
import { createConnectCodes } from "./forms/after/connect-codes.ts";
import { createNotices } from "./forms/after/notices.ts";
import { createFormVersions } from "./forms/form-versions.ts";
import { OwnUpdates } from "./inbox/own-updates.ts";
import { loadPending } from "./inbox/pending.ts";
import { createRuntimeMetrics } from "./metrics.ts";
import { createHandler } from "./pipeline/handler.ts";
import { createPipeline } from "./pipeline/pipeline.ts";
import { webhookRunner } from "./pipeline/webhook-command.ts";
import { ConnectRamp } from "./serving/connect-ramp.ts";
import { PollReporter } from "./serving/poll-reporter.ts";
import { Profiles } from "./serving/profile.ts";
import { createConversations } from "./turn/conversations.ts";
import { journalled } from "./turn/journalled.ts";
import { createStandings } from "./turn/standings.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";

export interface RuntimeDeps {
  config: Config;
  databaseUrl: string;
  log: Log;
  orm: Orm;
  files: FileStore;
  coordination: Coordination;
  vault: Vault;
  ai: Ai;
  metrics: Registry;
}

/** How long what is being handled may take to end before it is handed over, or left. In milliseconds. */
const drainMs = 10_000;
/** How long leaving the cluster may take: the drain, and what comes before and after it. In milliseconds. */
const departMs = 12_500;

export async function startRuntime(deps: RuntimeDeps): Promise<AsyncDisposable & { id: string }> {
  const { config, databaseUrl, orm, files, coordination, vault, ai } = deps;
  const id = `rt-${randomUUID().slice(0, 13)}`;
  const log = deps.log.child({ runtime: id });
  const metrics = createRuntimeMetrics(deps.metrics);

  await using stack = new AsyncDisposableStack();
  const openPool = (max: number) => {
    const pool = stack.adopt(
      new Pool({
        connectionString: databaseUrl,
        // The assigner knows by it that this process is there.
        application_name: `botfactory ${id}`,
        max,
        connectionTimeoutMillis: 5_000,
        query_timeout: 30_000,
      }),
      (opened) => opened.end(),
    );
    // Also while it is being closed: the pool itself no longer listens then, and unheard it would end the process.
    pool.on("connect", (client) => client.on("error", () => {}));
    pool.on("error", (error) => log.warn({ error }, "A database connection was lost"));
    return pool;
  };
  const pool = openPool(5);
  // Undone in reverse: what runs ends, what was written is committed, the shards go back, and then the lease.
  const membership = new Membership({
    coordination,
    runtimeId: id,
    ttlMs: config.LEASE_TTL_MS,
    log,
    onHeld: () => fleet.lookNow(),
    onLost: () => fleet.standDown(),
  });
  const table = createShardTable({ pool, runtime: id });
  const load = new LoadMeter();
  const leasing = new AsyncDisposableStack();
  stack.use(leasing);
  // Lets others take over at once, instead of when the lease would have ended.
  stack.defer(() => table.giveBack().catch(() => {}));
  const telegram = { apiRoot: config.TELEGRAM_API_ROOT, mayCall: () => membership.held };
  const transport = stack.use(openTransport(telegram));
  const downloads = stack.use(openDownloads(telegram));
  const usage = createUsageMeter({ tenant: createTenantAccounts(pool) });
  const openCommitter = () =>
    stack.use(
      new GroupCommitter({
        databaseUrl,
        owner: id,
        log,
        onUsage: ({ tenant_id, messages_used }) => usage.counted(tenant_id, messages_used),
        onCommit: (_, seconds) => metrics.commits.observe(seconds),
      }),
    );
  const committer = openCommitter();
  // What arrives does not wait behind what is handled: a bot's next poll leaves once its last is stored.
  const intake = openCommitter();
  const directory = createBotDirectory(pool);
  const configs = createBotConfigs({ orm });
  const conversations = createConversations({ pool });
  const standings = createStandings({ pool });
  // Of their own connections: a burst of deliveries must not hold up who answers people.
  const deliveryPool = openPool(2);
  const webhooks = stack.use(
    createWebhooks({
      pool: deliveryPool,
      takeUpActions: createActions({ pool: deliveryPool, wakeUps: coordination.wakeUps }),
      vault,
      config,
      coordination,
      log,
      onAttempt: (outcome, seconds) => metrics.webhooks.observe({ outcome }, seconds),
    }),
  );
  const callsOf = ({ token }: ServedBot) =>
    token === null ? unconnected : direct({ transport, apiRoot: config.TELEGRAM_API_ROOT, token });

  const stage = new PreviewStage({ pool, wakeUps: coordination.wakeUps, owner: id });
  const reporter = new PollReporter({ coordination, pool, runtimeId: id, log });
  const trouble = (botId: string, code: string, message: string) => {
    metrics.errors.inc({ kind: code });
    fleet.service(botId)?.health.trouble(code, message);
  };
  const tokens = createBotTokens(vault);
  const keeping = { transport, downloads, files, pool, log };
  const messageFiles = new MessageFileQueue({
    messageFiles: createMessageFiles({ pool }),
    keep: createKeepSent(keeping),
    tokens,
    mayCall: telegram.mayCall,
    log,
  });
  const handler = createHandler({
    pipeline: createPipeline({
      conversations,
      standings,
      versions: createFormVersions({ pool }),
      usage,
      keepPhoto: createKeepPhoto({ ...keeping, openElsewhere: openSentPhotos(pool) }),
      answerWithAi: aiAnswerer({
        ai,
        formatter: stack.use(createFormatter()),
        history: (conversationId, beforeSeq) => readHistory(pool, conversationId, beforeSeq),
        onAnswer: (tokens, seconds) => {
          metrics.aiTokens.inc(tokens);
          metrics.aiAnswers.observe(seconds);
        },
      }),
      runWebhook: webhookRunner({ ask: webhooks.ask }),
      openKept: openKept({ pool, files }),
      codes: createConnectCodes({ pool }),
      notices: createNotices({ pool }),
    }),
    committer,
    configs,
    conversations,
    standings,
    usage,
    pool,
    openApi: (turn) =>
      apiOver(
        turn.preview ? journalled(turn, preview(turn, stage), { exact: true }) : journalled(turn, callsOf(turn.bot)),
      ),
    changed: (botId) => fleet.changes.pending(botId),
    timeoutMs: config.HANDLER_TIMEOUT_MS,
    log,
    onFenced: (shard) => fleet.drop(shard),
    onTrouble: trouble,
    onPreviewTrouble: (bot, { update }, code, message) =>
      void stage.trouble({ bot, personId: personIn(update) }, code, message).catch(() => {}),
    onActionDue: (botId) => coordination.wakeUps.publish("deliveries", botId),
    onSettled: (outcome) => metrics.sends.inc({ outcome }),
    onFile: () => messageFiles.wake(),
    onHandled: (outcome, seconds, lagSeconds) => {
      metrics.handled.observe({ outcome }, seconds);
      metrics.lag.observe(Math.max(lagSeconds, 0));
      load.waited(Math.max(lagSeconds, 0) * 1_000);
    },
  });
  const dispatcher = new Dispatcher<ServedBot>({
    handle: handler.handle,
    load: async (bot, lane, afterSeq, limit) => {
      // What was handled a moment ago is marked as done once this returns.
      await committer.commit(bot.tenure, {});
      return loadPending(pool, { botId: bot.id, lane, afterSeq, limit });
    },
  });
  const fleet = new Fleet({
    owner: id,
    table,
    directory,
    coordination,
    term: () => membership.term,
    log,
    drainMs,
    supervisor: {
      committer,
      intake,
      dispatcher,
      directory,
      transport,
      tokens,
      ramp: new ConnectRamp({ perMinute: config.TELEGRAM_CONNECTS_PER_MINUTE }),
      cutOff: handler.cutOff,
      log,
      pollTimeoutS: config.TELEGRAM_POLL_TIMEOUT_S,
      profiles: new Profiles({ pool, configs, apiOf: (bot) => apiOver(callsOf(bot)), log, onTrouble: trouble }),
      onHealth: (bot, report, error) => {
        if (error) metrics.errors.inc({ kind: error.code });
        reporter.changed(bot, report, error);
      },
      onStopped: (botId) => reporter.stopped(botId),
      onPassedOn: (botId) => reporter.passedOn(botId),
      onPoll: (outcome) => metrics.polls.inc({ outcome }),
      onUpdates: (shard, count) => {
        metrics.updates.inc(count);
        load.came(shard, count);
      },
    },
  });
  const ownUpdates = new OwnUpdates({
    pool,
    wakeUps: coordination.wakeUps,
    shards: () => fleet.served,
    serves: (botId) => fleet.service(botId) !== undefined,
    notice: (lane) => fleet.service(lane.botId)?.notice(lane),
    log,
  });
  metrics.bots(() => fleet.bots);
  metrics.pending(() => dispatcher.held);

  stack.use(background((signal) => reporter.run(signal)));
  stack.use(background((signal) => ownUpdates.run(signal)));
  stack.use(background((signal) => messageFiles.run(signal)));
  const waiting = () => dispatcher.held;
  const bots = () => fleet.bots;
  stack.use(background((signal) => reportRuntime({ coordination, runtimeId: id, load, bots, waiting }, signal)));
  leasing.use(background((signal) => membership.run(signal)));
  const serving = background((signal) => fleet.run(signal));
  const delivering = background((signal) => webhooks.run(signal));
  stack.defer(async () => {
    const started = performance.now();
    // While what runs here is handed over, what was posted may be answered.
    const delivered = delivering[Symbol.asyncDispose]();
    await depart({ coordination, runtimeId: id, table, fleet, log }, departMs);
    // Bounded: a database that is away must not keep the process from ending. What is not done stays in the inbox.
    const drained = new AbortController();
    const ended = Promise.all([serving[Symbol.asyncDispose](), dispatcher.drain(), delivered]);
    const leftMs = Math.max(departMs - (performance.now() - started), 1_000);
    await Promise.race([ended, sleep(Math.min(leftMs, drainMs), drained.signal)]);
    drained.abort();
  });

  const running = stack.move();
  return { id, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
