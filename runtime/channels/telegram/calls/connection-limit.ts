/** How many connections this machine allows for calls. */
import { readFileSync } from "node:fs";

/** More than one process can keep busy. */
const most = 1_000;
/** Polls, the database and files need descriptors as well. */
const part = 0.25;
/** Where a process isn't told its limit. Node.js has raised it as far as it may. */
const assumedFiles = 4_096;

/** Of files that this process may have open. */
export function openFilesLimit(limits = readLimits()): number {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  if (soft === undefined) return assumedFiles;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** @param files that may be open in this process */
export const connectionLimit = (files = openFilesLimit()): number =>
  Math.min(most, Math.max(10, Math.floor(files * part)));

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}
