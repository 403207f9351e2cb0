/** What each kind of fault does to a cluster: it begins, lasts, and is undone. */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Fault } from "#shared/testing/telegram/faults.ts";
import type { Cluster } from "../tests/testing/cluster.ts";
import type { Member } from "../tests/testing/member.ts";
import { hasEnded, stop } from "../tests/testing/spawned.ts";
import type { World } from "../tests/testing/world.ts";
import type { FaultKind, PlannedFault } from "./plan.ts";

type Given = Pick<PlannedFault, "lastsMs" | "pick">;

/**
 * Resolves when the fault is over: with what it hit, for the log; `null` when there was nothing left to hit. Faults run
 * beside one another, so each leaves what another has broken to that one.
 */
export type Injector = (cluster: Cluster, given: Given) => Promise<string | null>;

export const injectors: Record<FaultKind, Injector> = {
  "runtime killed": withMember(async (member, cluster, { lastsMs }) => {
    await member.kill();
    await sleep(lastsMs);
    await restarted(() => cluster.addMember());
  }),
  "runtime frozen": withMember(async (member, _, { lastsMs }) => {
    member.freeze();
    await sleep(lastsMs);
    member.thaw();
  }),
  "runtime replaced": withMember(async (member, cluster) => {
    const [code] = await Promise.all([member.stop(), restarted(() => cluster.addMember())]);
    expectToEndWell(code);
  }),
  "runtime joins and leaves": async (cluster, { lastsMs }) => {
    const member = await restarted(() => cluster.addMember());
    await sleep(lastsMs);
    // Another fault may have killed it meanwhile.
    if (member.runs) expectToEndWell(await member.stop());
    return member.id;
  },
  "runtime cut off from Telegram": withMember(async ({ entrance }, _, { lastsMs }) => {
    await entrance.refuse();
    await sleep(lastsMs);
    await entrance.accept();
  }),

  "control plane killed": withControlPlane(async (controlPlane, cluster, { lastsMs }) => {
    await stop(controlPlane, "SIGKILL");
    await sleep(lastsMs);
    await restarted(() => cluster.addControlPlane());
  }),
  "control plane frozen": withControlPlane(async ({ child }, _, { lastsMs }) => {
    child.kill("SIGSTOP");
    await sleep(lastsMs);
    child.kill("SIGCONT");
  }),
  /** As an assigner does that has been asleep, and believes in what it saw before. */
  "shards granted by hand": withMember(async ({ id }, { world }) => {
    await world.query(
      "update shards set owner = $1, target = null, target_ready = false, epoch = epoch + 1 where id % 3 = 0 and owner <> $1",
      [id],
    );
  }),

  "Redis killed": async ({ world }, { lastsMs }) => {
    await world.redis!.kill();
    await sleep(lastsMs);
    await world.redis!.restart();
    return "Redis";
  },
  "Redis flushed": async ({ world }) => {
    await world.redis!.flush();
    return "Redis";
  },
  "Redis frozen": async ({ world }, { lastsMs }) => {
    world.redis!.pause();
    await sleep(lastsMs);
    world.redis!.resume();
    return "Redis";
  },

  "PostgreSQL restarted": async ({ world }, { lastsMs }) => {
    await world.postgres!.stop();
    await sleep(lastsMs);
    await world.postgres!.start();
    return "PostgreSQL";
  },
  "PostgreSQL killed": async ({ world }, { lastsMs }) => {
    await world.postgres!.kill();
    await sleep(lastsMs);
    await world.postgres!.start();
    return "PostgreSQL";
  },
  "PostgreSQL frozen": async ({ world }, { lastsMs }) => {
    await world.postgres!.pause();
    await sleep(lastsMs);
    await world.postgres!.resume();
    return "PostgreSQL";
  },
  /** Rows that most commits need are locked by somebody else, while every connection holds. */
  "commits stall": async ({ world }, { lastsMs }) => {
    const client = new Client({ connectionString: world.database.url, connectionTimeoutMillis: 1_000 });
    // It is cut off when another fault ends the database.
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("begin; set local statement_timeout = '2s'; select from conversations order by id for update");
      await sleep(lastsMs);
      return "all conversations";
    } catch {
      return null;
    } finally {
      // Not awaited: a database that hangs would keep us waiting.
      client.end().catch(() => {});
    }
  },

  /** As whoever deletes a bot, or asks for something by hand. */
  "rows locked": async ({ world, bots }, { lastsMs, pick }) => {
    const { sim } = bots[Math.floor(pick * bots.length)]!;
    await whileOpen(world, "an operator", [`select from bots where telegram_id = ${sim.id} for update`], lastsMs);
    return sim.username;
  },
  /** It stands still with shards' rows locked, as between two statements. */
  "runtime frozen in a transaction": withMember(async (member, { world }, { lastsMs }) => {
    const sql = `select from shards where owner = '${member.id}' for share`;
    member.freeze();
    await whileOpen(world, `botfactory ${member.id}`, [sql], lastsMs);
    member.thaw();
  }),
  /** A network that breaks connections on one side, and brings what was on its way to the other long after. */
  "bytes that arrive late": async ({ world }, { lastsMs }) => {
    const stranded = world.cable!.strand();
    await sleep(lastsMs / 4);
    stranded.breakOff();
    await sleep((lastsMs * 3) / 4);
    await stranded.deliver();
    return "the runtimes' connections to PostgreSQL";
  },

  "Telegram down": async ({ world }, { lastsMs }) => {
    await world.telegram.outage(lastsMs);
    return "all bots";
  },
  "polls cut": async ({ world }) => `${world.telegram.cutPolls()} polls`,
  "Telegram fails": telegramFault({ kind: "status", status: 502 }),
  "Telegram delivers and fails": telegramFault({ kind: "status", status: 502, when: "after", bare: true }),
  "Telegram slow": async ({ world }, { lastsMs }) => {
    using slow = world.telegram.inject({ kind: "delay", ms: 400, when: "after" }, { yields: true });
    await sleep(lastsMs);
    return `${slow.hits} calls`;
  },
  "Telegram resets": telegramFault({ kind: "reset", when: "before" }),
  "Telegram loses answers": telegramFault({ kind: "reset", when: "after" }),
  "Telegram limits": telegramFault({ kind: "status", status: 429, retryAfterS: 1 }),
  "foreign poller": async ({ world, bots }, { lastsMs, pick }) => {
    const { sim } = bots[Math.floor(pick * bots.length)]!;
    const over = AbortSignal.timeout(lastsMs);
    while (!over.aborted) {
      // Without an offset: what it is given stays there for us.
      await fetch(`${world.telegram.url}/bot${sim.token}/getUpdates?timeout=1`, { signal: over }).catch(() =>
        sleep(50),
      );
    }
    return sim.username;
  },
  /** An hour ahead at once, and back. */
  "clock jumps": withMember(async (member, _, { lastsMs }) => {
    member.signal("SIGUSR2");
    await sleep(lastsMs);
    member.signal("SIGUSR2");
  }),
};

/** Keeps a transaction open for a while; whoever ends it sooner, ends it. */
async function whileOpen({ database }: World, program: string, statements: string[], lastsMs: number): Promise<void> {
  const client = new Client({
    connectionString: database.url,
    application_name: program,
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {});
  const opened = async () => {
    await client.connect();
    for (const sql of ["begin", ...statements]) await client.query(sql);
  };
  opened().catch(() => {});
  await sleep(lastsMs);
  client.end().catch(() => {});
}

function expectToEndWell(code: number | null): void {
  if (code !== 0) throw new Error(`A runtime that was asked to stop ended with ${code}`);
}

/** A program ends when it finds no database at its start. Whoever runs it starts it again. */
async function restarted<Program>(start: () => Promise<Program>): Promise<Program> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === startAttempts) throw error;
      await sleep(500);
    }
  }
}

const startAttempts = 10;

function withMember(inject: (member: Member, cluster: Cluster, given: Given) => Promise<void>): Injector {
  return async (cluster, given) => {
    const { running } = cluster;
    // Somebody has to be left who could take over.
    const member = running.length > 1 ? running[Math.floor(given.pick * running.length)] : undefined;
    if (!member) return null;
    await inject(member, cluster, given);
    return member.id;
  };
}

function withControlPlane(
  inject: (controlPlane: Cluster["controlPlanes"][number], cluster: Cluster, given: Given) => Promise<void>,
): Injector {
  return async (cluster, given) => {
    const running = cluster.controlPlanes.filter((controlPlane) => !hasEnded(controlPlane));
    const controlPlane = running[Math.floor(given.pick * running.length)];
    if (!controlPlane) return null;
    await inject(controlPlane, cluster, given);
    return "a control plane";
  };
}

/** Hits one call in a few, of any bot. */
function telegramFault(fault: Fault): Injector {
  return async ({ world }, { lastsMs }) => {
    const over = performance.now() + lastsMs;
    let hits = 0;
    while (performance.now() < over) {
      using injected = world.telegram.inject(fault, { times: 1 });
      await sleep(25);
      hits += injected.hits;
    }
    return `${hits} calls`;
  };
}
