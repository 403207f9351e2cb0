/**
 * PostgreSQL's main process, known by the `postmaster.pid` in its folder. It runs in a session of its own,
 * so that a Ctrl-C meant for us does not take the database away before we have drained.
 */
import { spawn } from "node:child_process";
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from "node:fs";
import { chown, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { serverEnv } from "./cluster.ts";
import { clusterIn, type Home } from "./home.ts";
import { PostgresUnavailable } from "./unavailable.ts";

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}
