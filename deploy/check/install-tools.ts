/** The programs that tests run and npm does not bring: a Redis server and a browser. */
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { StopRequests } from "#shared/lifecycle/stop-requests.ts";
import { failure, ok, runProgram, type Tally } from "./step.ts";

interface Tool {
  name: string;
  /** Setting that names its path. */
  variable: string;
  /** What it is called where it is installed. */
  commands: readonly string[];
  debianPackages: readonly string[];
}

const tools: readonly Tool[] = [
  { name: "Redis", variable: "REDIS_SERVER", commands: ["redis-server"], debianPackages: ["redis-server"] },
  {
    name: "Chromium",
    variable: "CHROMIUM",
    commands: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"],
    debianPackages: ["chromium-headless-shell", "fonts-dejavu-core", "fonts-noto-color-emoji"],
  },
];

/** Installs what is missing through apt-get when it may, else says what to install. */
export async function installTools(stop: StopRequests): Promise<Tally> {
  const missing = await findMissing();
  if (missing.length > 0 && (await mayInstall())) {
    const packages = missing.flatMap((tool) => tool.debianPackages);
    console.log(`Installing ${packages.join(" ")} with apt-get`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await runProgram(["apt-get", "update", "-qq"], stop, { env });
    await runProgram(["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages], stop, { env });
  }
  const still = await findMissing();
  for (const { name, variable, debianPackages } of still) {
    console.error(
      `${name} is missing: install it (Debian: ${debianPackages.join(" ")}), or set ${variable} to its path`,
    );
  }
  return still.length === 0 ? ok : failure(`${still.map((tool) => tool.name).join(" and ")} missing`);
}

async function findMissing(): Promise<Tool[]> {
  const missing: Tool[] = [];
  for (const tool of tools) {
    const named = process.env[tool.variable];
    if (!(await isAnyThere(named ? [named] : onPath(tool.commands)))) missing.push(tool);
  }
  return missing;
}

const onPath = (commands: readonly string[]) =>
  (process.env.PATH ?? "").split(delimiter).flatMap((folder) => commands.map((command) => join(folder, command)));

async function isAnyThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => isProgram(path)));
  return found.includes(true);
}

async function mayInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await isProgram("/usr/bin/apt-get"));
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
