/** Brings node_modules to what package-lock.json says; does nothing, in a few milliseconds, when it is there. */
"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { takeInstallLock } = require("./install-lock.cjs");
const { exitCode, LaunchError, relay } = require("./launched.cjs");

const root = path.join(__dirname, "../..");

async function install() {
  if (isInstalled()) return;
  const release = await takeInstallLock(say);
  try {
    if (!isInstalled()) await npmCi();
  } finally {
    release();
  }
}

/**
 * npm writes what it installed into node_modules, as the last thing it does. Every package of our lock must be in
 * there, except those that are for another platform.
 */
function isInstalled() {
  const wanted = lockedPackages("package-lock.json");
  const present = lockedPackages("node_modules/.package-lock.json");
  if (!wanted) throw new LaunchError(`${path.join(root, "package-lock.json")} is missing: this checkout is incomplete`);
  return Object.entries(wanted).every(([name, { version, integrity, optional, devOptional }]) => {
    if (name === "") return true;
    const found = present?.[name];
    if (!found) return Boolean(present && (optional || devOptional));
    return found.version === version && found.integrity === integrity;
  });
}

function lockedPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function npmCi() {
  const started = Date.now();
  say("Installing dependencies with npm ci; the first time this takes a minute or two");
  const ticker = setInterval(() => say(`Still installing (${Math.round((Date.now() - started) / 1000)} s)`), 15_000);
  const flags = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
  // The npm that runs us, else the one on the PATH, which on Windows is a script that needs a shell.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith("npm-cli.js") ? [process.execPath, [npm, ...flags]] : ["npm", flags];
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: command === "npm" });
  const endRelay = relay(child);
  const code = await exitCode(child).finally(() => clearInterval(ticker));
  if (endRelay()) throw new LaunchError("Stopped while installing; the next start begins it anew");
  if (code !== 0) {
    throw new LaunchError(
      `Installing failed (npm ci ended with code ${code}; its reason is above): ` +
        "check the network and the free disk space, then start again",
    );
  }
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

module.exports = { install };
