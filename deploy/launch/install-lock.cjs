/** Keeps a second launch from installing into the same folder while a first one does. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { LaunchError } = require("./launched.cjs");

const folder = path.join(__dirname, "../..");
/** Not inside node_modules, which npm ci empties. */
const file = path.join(folder, ".install.lock");
const heartbeatMs = 5_000;
const staleMs = 30_000;

/** Waits while another process has it. @returns {Promise<() => void>} gives it back */
async function takeInstallLock(say) {
  const mine = `${process.pid} ${Math.random()}`;
  for (let told = false; !(await take(mine)); ) {
    if (isStale()) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) say("Another start is installing the dependencies; waiting for it");
    told = true;
    await sleep(500);
  }
  const heartbeat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), heartbeatMs);
  return () => {
    clearInterval(heartbeat);
    if (content() === mine) fs.rmSync(file, { force: true });
  };
}

async function take(mine) {
  try {
    fs.writeFileSync(file, mine, { flag: "wx" });
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw new LaunchError(
      `The dependencies are not installed and ${folder} cannot be written (${error.code}): run npm ci there`,
    );
  }
  // Two that found the same stale file may each have replaced it; the last one has it.
  await sleep(50);
  return content() === mine;
}

/** Its process is gone, or has a number that now belongs to another, which keeps no heartbeat. */
function isStale() {
  try {
    const pid = Number.parseInt(content(), 10);
    if (pid === process.pid) return true;
    if (Date.now() - fs.statSync(file).mtimeMs > staleMs) return true;
    if (pid) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function content() {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { takeInstallLock };
