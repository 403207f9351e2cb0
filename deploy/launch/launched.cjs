/** What installing and running have in common: a child whose end we wait for, and an error that is one sentence. */
"use strict";

const os = require("node:os");

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Passes on what we are sent. @returns {() => boolean} ends that, and tells whether there was anything */
function relay(child) {
  let any = false;
  const pass = (signal) => {
    any = true;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
    return any;
  };
}

/** @returns {Promise<number>} what a shell would report: 128 and the signal's number when one ended it */
function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new LaunchError(`${child.spawnfile} cannot be run: ${error.message}`)));
    child.once("exit", (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  });
}

/** Expected trouble: its message is all that the person needs. */
class LaunchError extends Error {}

module.exports = { exitCode, LaunchError, relay };
