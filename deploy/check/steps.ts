/** The steps of `npm test`, in order: the quick ones that need nothing first. Told which tests, it runs just those. */
import { fingerprint, lastProven, noteProven } from "../chaos/proven.ts";
import { preparePage } from "../launch/page.ts";
import { installTools } from "./install-tools.ts";
import { type CommandLine, failure, ok, runProgram, type Step, tool } from "./step.ts";
import { runVitest } from "./vitest.ts";

/** @param filters what vitest is given instead of everything: paths, `-t name`, `--changed` */
export function steps(filters: readonly string[]): Step[] {
  if (filters.length > 0) return [tests(`Tests (only ${filters.join(" ")})`, filters)];
  return [
    { name: "Tools", run: installTools },
    program("Format and lint", tool("@biomejs/biome/bin/biome", "ci", ".")),
    program("Types", tool("typescript-7/bin/tsc", "--noEmit")),
    program(
      "Boundaries",
      tool(
        "dependency-cruiser/bin/dependency-cruise.mjs",
        // With the reason for each rule that is broken.
        ...["--config", ".config/dependency-cruiser.cjs", "--output-type", "err-long"],
        ...["runtime", "control-plane", "shared", "ui/src", "deploy"],
      ),
    ),
    {
      name: "Page",
      async run({ drain }) {
        const built = await preparePage({ log: console.log, signal: drain });
        return built ? ok : { ...ok, note: "unchanged since it was last built" };
      },
    },
    ...allTests,
  ];
}

/** Where the time that something takes is what is promised, the machine is left to it alone. */
const allTests: Step[] = [
  tests("Tests", ["--project=!timed", "--project=!proofs"]),
  tests("Tests of how long things take", ["--project=timed", "--maxWorkers=1"]),
  {
    name: "Chaos, mutants and the simulation",
    async run(stop) {
      const now = await fingerprint();
      if (process.env.PROOFS !== "always" && now === (await lastProven()))
        return { passed: 0, failed: 0, note: "what they prove is as it was when they were last made" };
      const tally = await runVitest(["--project=proofs"], stop);
      if (tally.failed > 0) return tally;
      await noteProven(now);
      return { ...tally, note: "made anew: commit deploy/chaos/proven.txt" };
    },
  },
];

function tests(name: string, args: readonly string[]): Step {
  return { name, run: (stop) => runVitest(args, stop) };
}

function program(name: string, command: CommandLine): Step {
  return {
    name,
    async run(stop) {
      const code = await runProgram(command, stop);
      return code === 0 ? ok : failure(`ended with code ${code}`);
    },
  };
}
