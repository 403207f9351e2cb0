/** A runtime as a process of a cluster: `npm run runtime`, any number of times. */
import { openClusterFoundation } from "#shared/cluster/foundation.ts";
import { readConfig } from "#shared/config.ts";
import { runProgram } from "#shared/lifecycle/program.ts";
import { endureShortages } from "#shared/lifecycle/shortage.ts";
import { createLog } from "#shared/log.ts";
import { listenForProbes } from "./probes.ts";
import { startRuntime } from "./runtime.ts";

await runProgram(async (program) => {
  const config = readConfig(process.env);
  const log = createLog({ level: config.LOG_LEVEL });
  const foundation = program.work.use(await openClusterFoundation(config, log, { connections: 2 }));
  endureShortages(program, foundation);
  const runtime = program.work.use(await startRuntime(foundation));
  if (config.METRICS_PORT !== undefined) {
    program.work.use(await listenForProbes({ ...foundation, host: config.HOST, port: config.METRICS_PORT }));
  }
  program.say(`BotFactory runtime ${runtime.id} is ready`);
});
