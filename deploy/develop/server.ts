/** What `npm run dev` restarts at every change: BotFactory in one process, whose page somebody else serves. */
import { runProgram } from "#shared/lifecycle/program.ts";
import { startAlone } from "../launch/alone.ts";

await runProgram((program) => startAlone(program, async () => {}));
