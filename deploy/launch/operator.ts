/**
 * `npm run operator -- <e-mail>` makes a person an operator of this installation; without an e-mail it lists those who
 * are. Works on the database that DATABASE_URL names, else on the embedded one, whether BotFactory is running or not.
 */
import { Client } from "pg";
import { readConfig } from "#shared/config.ts";
import { ensureReachable } from "#shared/db/reachable.ts";
import { explainFailure, StartupError } from "#shared/lifecycle/startup-error.ts";
import { openPostgres } from "#shared/postgres/postgres.ts";
import { hasPostgres, runningPostgres } from "#shared/postgres/running.ts";
import { openDataDir } from "./data-dir.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);

try {
  await using stack = new AsyncDisposableStack();
  const client = stack.adopt(new Client({ connectionString: await findDatabase(stack) }), (client) => client.end());
  await client.connect();
  if (!(await client.query("select to_regclass('users') as users")).rows[0].users) throw nobodyYet();
  const [email] = process.argv.slice(2);
  await (email === undefined ? listOperators(client) : makeOperator(client, email.trim().toLowerCase()));
} catch (error) {
  process.stderr.write(`${explainFailure(error) ?? (error as Error).stack}\n`);
  process.exitCode = 1;
}

/** @param stack undoes what had to be started for it */
async function findDatabase(stack: AsyncDisposableStack): Promise<string> {
  const { DATABASE_URL, DATA_DIR } = readConfig(process.env);
  if (DATABASE_URL) {
    await ensureReachable(DATABASE_URL);
    return DATABASE_URL;
  }
  const running = await runningPostgres(DATA_DIR);
  if (running) return running;
  if (!(await hasPostgres(DATA_DIR))) throw nobodyYet();
  const dataDir = stack.use(await openDataDir(DATA_DIR, { log: say }));
  return stack.use(await openPostgres({ dataDir: dataDir.path, log: say })).url;
}

async function listOperators(client: Client): Promise<void> {
  const { rows } = await client.query("select name, email from users where role = 'operator' order by created_at");
  if (rows.length === 0) throw nobodyYet();
  for (const { name, email } of rows) say(`${email} (${name})`);
}

async function makeOperator(client: Client, email: string): Promise<void> {
  const { rowCount } = await client.query("update users set role = 'operator' where email = $1", [email]);
  if (rowCount === 0) throw new StartupError(`Nobody has registered as ${email}: register first, then come again`);
  say(`${email} is an operator now: reload the page to see the cluster`);
}

function nobodyYet(): StartupError {
  return new StartupError(
    "Nobody has registered here yet: start BotFactory and register, the first user is the operator",
  );
}
