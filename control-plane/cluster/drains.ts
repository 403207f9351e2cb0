/** Which runtimes are to be left empty. The assigner does the moving; what is said here outlives a restart of it. */
import { AppError, NotFound } from "#shared/errors.ts";
import { type ClusterDeps, readCluster } from "./overview.ts";

/**
 * Has the runtime hand over all it has, and be given nothing more.
 *
 * @throws {NotFound}
 * @throws {AppError} `conflict` when no other runtime could take its bots; `unavailable` while nobody knows
 */
export async function drain(deps: ClusterDeps, id: string): Promise<void> {
  await deps.orm.em.fork().transactional(async (em) => {
    // Two operators who drain the last two runtimes at the same moment: the second sees what the first did.
    await em.execute("lock table drains in exclusive mode");
    await requireSomewhereToGo(deps, id);
    await em.execute("insert into drains (runtime) values (?) on conflict do nothing", [id]);
  });
  deps.coordination.wakeUps.publish("assign", id);
}

/** Lets the runtime have shards again. @throws {NotFound} */
export async function undrain(deps: ClusterDeps, id: string): Promise<void> {
  const [deleted] = await deps.orm.em
    .getConnection()
    .execute<{ runtime: string }[]>("delete from drains where runtime = ? returning runtime", [id]);
  if (!deleted) await find(deps, id);
  deps.coordination.wakeUps.publish("assign", id);
}

async function requireSomewhereToGo(deps: ClusterDeps, id: string): Promise<void> {
  const { runtime, all } = await find(deps, id);
  if (runtime.draining) return;
  if (runtime.alive === null)
    throw new AppError("unavailable", "Nobody knows which runtimes are alive while Redis is away: try again soon");
  const others = all.filter((other) => other.id !== id && other.alive && !other.draining);
  if (runtime.alive && others.length === 0)
    throw new AppError("conflict", "This is the only runtime at work: its bots would have nowhere to go");
}

async function find(deps: ClusterDeps, id: string) {
  const { runtimes: all } = await readCluster(deps);
  const runtime = all.find((known) => known.id === id);
  if (!runtime) throw new NotFound("This runtime");
  return { runtime, all };
}
