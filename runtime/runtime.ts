/**
 * A runtime: serves the bots of the shards it owns. Starting it takes up work by itself; disposing it drains, leaves
 * what is not done in the inbox, and gives its shards back.
 */
import "./engine.ts";
import type { Registry } from "prom-client";
import type { Ai } from "#shared/ai/ai.ts";
import { newRuntimeName } from "#shared/cluster/generation.ts";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { background } from "#shared/lifecycle/background.ts";
import type { Log } from "#shared/log.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { createAddresses } from "./addresses/addresses.ts";
import { createFormatter } from "./ai/formatter.ts";
import { createBotConfigs } from "./bots/bot-config.ts";
import { createBotDirectory } from "./bots/bot-directory.ts";
import { createBotTokens } from "./bots/bot-tokens.ts";
import { planConfigs } from "./bots/plan-configs.ts";
import { createTenantAccounts } from "./bots/tenant-accounts.ts";
import { createUsageMeter } from "./bots/usage-meter.ts";
import { openAllChannels } from "./channels/all-channels.ts";
import type { Channel, ChannelDeps } from "./channels/channel.ts";
import { Channels } from "./channels/channels.ts";
import { BotChanges } from "./cluster/bot-changes.ts";
import { depart } from "./cluster/departure.ts";
import { Fellows } from "./cluster/fellows.ts";
import { Fleet } from "./cluster/fleet.ts";
import { lastWords } from "./cluster/last-words.ts";
import { LoadMeter } from "./cluster/load-meter.ts";
import { Membership } from "./cluster/membership.ts";
import { reportRuntime } from "./cluster/runtime-reporter.ts";
import { ServedShards } from "./cluster/served-shards.ts";
import { createShardTable } from "./cluster/shard-table.ts";
import type { Supervisor } from "./cluster/supervisor.ts";
import { GroupCommitter } from "./committer/committer.ts";
import { createKeepPhoto } from "./files/keep-photo.ts";
import { createKeepSent } from "./files/keep-sent.ts";
import { MessageFileQueue } from "./files/message-file-queue.ts";
import { createMessageFiles } from "./files/message-files.ts";
import { createActions } from "./forms/after/actions.ts";
import { createHandling } from "./handling.ts";
import { OwnUpdates } from "./inbox/own-updates.ts";
import { createPendingLanes } from "./inbox/pending-lanes.ts";
import { createRuntimeMetrics } from "./metrics.ts";
import { openPool } from "./pool.ts";
import { PollReporter } from "./serving/poll-reporter.ts";
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
  /** By default all that there are. */
  openChannels?: (deps: ChannelDeps) => Channel[];
}

/** How long what is being handled may take to end before it is handed over, or left. In milliseconds. */
const drainMs = 10_000;
/**
 * To the database, at most. With one for each of the two committers, and what reads configurations (`main.ts`), a
 * runtime has eight: the manifests count on it.
 */
const connections = { reading: 3, delivering: 1 };
/** How long leaving the cluster may take: the drain, and what comes before and after it. In milliseconds. */
const departMs = 12_500;

/**
 * Each part is made from those above it. What a handling has to tell of a shard or a bot goes to the shards that are
 * served, which stand above it: the fleet, which fills them, comes after everything that it serves with.
 */
export async function startRuntime(deps: RuntimeDeps): Promise<AsyncDisposable & { id: string }> {
  const { config, databaseUrl, orm, files, coordination, vault, ai } = deps;
  const { wakeUps } = coordination;
  const id = newRuntimeName();
  const log = deps.log.child({ runtime: id });
  const metrics = createRuntimeMetrics(deps.metrics);
  const load = new LoadMeter();

  // Undone in reverse: what runs ends, what was written is committed, the shards go back, and then the lease.
  await using stack = new AsyncDisposableStack();
  const poolOf = (max: number) =>
    stack.adopt(openPool({ databaseUrl, runtimeId: id, max, log }), (opened) => opened.end());
  const pool = poolOf(connections.reading);

  // What it owns and serves. The lease is held only once everything else runs, and given up last.
  const alarm = new Alarm();
  const shards = new ServedShards<Supervisor>({ log, onEnded: () => alarm.ring() });
  const fellows = new Fellows({ coordination, runtimeId: id, leaseTtlMs: config.LEASE_TTL_MS });
  const membership = new Membership({
    coordination,
    runtimeId: id,
    ttlMs: config.LEASE_TTL_MS,
    log,
    onHeld: () => {
      fellows.look();
      alarm.ring();
    },
    onLost: () => shards.standDown(),
  });
  const leasing = stack.use(new AsyncDisposableStack());
  const table = createShardTable({ pool, runtime: id });
  // Lets others take over at once, instead of when the lease would have ended.
  stack.defer(() => table.giveBack().catch(() => {}));

  // What is known of its bots, and told of them.
  const directory = createBotDirectory(pool);
  const changes = new BotChanges({ directory, shards, onNamed: () => alarm.ring() });
  const usage = createUsageMeter({ tenant: createTenantAccounts(pool) });
  const configs = planConfigs({ configs: createBotConfigs({ orm }), usage });
  const tokens = createBotTokens(vault);
  const trouble = (botId: string, code: string, message: string) => {
    metrics.errors.inc({ kind: code });
    shards.service(botId)?.health.trouble(code, message);
  };

  // The ways out: to the people who write, to the database, and to tenants' servers.
  const mayCall = () => membership.held;
  const { openChannels = openAllChannels } = deps;
  const addresses = createAddresses({ pool });
  const channels = stack.use(
    new Channels(
      openChannels({
        config,
        runtimeId: id,
        pool,
        wakeUps,
        configs,
        addresses,
        log,
        mayCall,
        onTrouble: trouble,
        healthOf: (botId) => shards.service(botId)?.health.report ?? null,
        onPoll: (outcome) => metrics.polls.inc({ outcome }),
        onProbe: (outcome) => metrics.probes.inc({ outcome }),
      }),
    ),
  );
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
  // Of their own connections: a burst of deliveries must not hold up who answers people.
  const deliveryPool = poolOf(connections.delivering);
  const webhooks = stack.use(
    createWebhooks({
      pool: deliveryPool,
      takeUpActions: createActions({ pool: deliveryPool, wakeUps }),
      vault,
      config,
      coordination,
      log,
      onAttempt: (outcome, seconds) => metrics.webhooks.observe({ outcome }, seconds),
    }),
  );

  // What becomes of an update.
  const keeping = { files, pool, log };
  const messageFiles = new MessageFileQueue({
    messageFiles: createMessageFiles({ pool }),
    keep: createKeepSent(keeping),
    channels,
    tokens,
    mayCall,
    log,
  });
  const pendingLanes = createPendingLanes(pool);
  const { dispatcher, cutOff } = createHandling({
    pool,
    pendingLanes,
    channels,
    committer,
    configs,
    usage,
    files,
    keepPhoto: createKeepPhoto(keeping),
    ai,
    formatter: stack.use(createFormatter()),
    askWebhook: webhooks.ask,
    addresses,
    coordination,
    timeoutMs: config.HANDLER_TIMEOUT_MS,
    metrics,
    load,
    log,
    mayHandOn: () => fellows.allKnowOrders,
    takesUpHandedOn: (botId) => shards.service(botId)?.beginsAll === true,
    changed: (botId) => changes.pending(botId),
    onFenced: (shard) => shards.drop(shard),
    onTrouble: trouble,
    onFile: () => messageFiles.wake(),
    onHandedOn: (botId, lane, job) => shards.service(botId)?.accept(lane, job),
  });

  // Who serves the bots.
  const reporter = new PollReporter({ coordination, pool, runtimeId: id, log });
  const fleet = new Fleet({
    owner: id,
    shards,
    changes,
    alarm,
    table,
    directory,
    coordination,
    term: () => membership.term,
    log,
    drainMs,
    supervisor: {
      committer,
      intake,
      addresses,
      dispatcher,
      pendingLanes,
      channels,
      tokens,
      cutOff,
      log,
      onHealth: (bot, report, error) => {
        if (error) metrics.errors.inc({ kind: error.code });
        reporter.changed(bot, report, error);
      },
      onStopped: (botId) => reporter.stopped(botId),
      onPassedOn: (botId) => reporter.passedOn(botId),
      onUpdates: (shard, count) => {
        metrics.updates.inc(count);
        load.came(shard, count);
      },
    },
  });
  const ownUpdates = new OwnUpdates({
    pool,
    wakeUps,
    posted: channels.posted,
    shards: () => shards.numbers,
    serves: (botId) => shards.service(botId) !== undefined,
    notice: (lane) => shards.service(lane.botId)?.notice(lane),
    log,
  });
  const bots = () => shards.bots;
  const waiting = () => dispatcher.held;
  metrics.bots(bots);
  metrics.pending(waiting);

  // From here on it works by itself.
  stack.use(background((signal) => reporter.run(signal)));
  stack.use(background((signal) => ownUpdates.run(signal)));
  stack.use(background((signal) => messageFiles.run(signal)));
  stack.use(background((signal) => reportRuntime({ coordination, runtimeId: id, load, bots, waiting }, signal)));
  stack.use(background((signal) => fellows.run(signal)));
  leasing.use(background((signal) => membership.run(signal)));
  const serving = background((signal) => fleet.run(signal));
  const delivering = background((signal) => webhooks.run(signal));
  stack.defer(async () => {
    const started = performance.now();
    // While what runs here is handed over, what was posted may be answered.
    const delivered = delivering[Symbol.asyncDispose]();
    await depart({ coordination, runtimeId: id, table, fleet, log }, departMs);
    // What is not done stays in the inbox.
    const ended = Promise.all([serving[Symbol.asyncDispose](), dispatcher.drain(), delivered]);
    const leftMs = Math.max(departMs - (performance.now() - started), 1_000);
    await lastWords({ ended, cutOff }, Math.min(leftMs, drainMs));
  });

  const running = stack.move();
  return { id, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
