/** A control plane as a process of a cluster: `npm run control-plane`, more than one for when one dies. */
import { fileURLToPath } from "node:url";
import { openClusterFoundation } from "#shared/cluster/foundation.ts";
import { readConfig } from "#shared/config.ts";
import { runProgram } from "#shared/lifecycle/program.ts";
import { endureShortages } from "#shared/lifecycle/shortage.ts";
import { createLog } from "#shared/log.ts";
import { startControlPlane } from "./control-plane.ts";

/** Built beforehand, by `npm run control-plane` itself or into the image. */
const pageDir = fileURLToPath(new URL("../ui/dist", import.meta.url));

await runProgram(async (program) => {
  const config = readConfig(process.env);
  const log = createLog({ level: config.LOG_LEVEL });
  const foundation = program.work.use(await openClusterFoundation(config, log));
  endureShortages(program, foundation);
  const { url } = program.work.use(await startControlPlane({ ...foundation, pageDir }));
  program.say(`BotFactory control plane is ready: ${config.PUBLIC_URL ?? url}`);
});
