/**
 * BotFactory in one process, on embedded defaults: what `npm start` runs.
 * However it ends, short of a kill -9, it leaves no process behind.
 */
import { runProgram } from "#shared/lifecycle/program.ts";
import { startAlone } from "./alone.ts";
import { preparePage } from "./page.ts";

await runProgram((program) => startAlone(program, () => preparePage({ log: program.say, signal: program.drain })));
