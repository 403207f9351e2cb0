/** The code with which somebody connects a chat to a form: easy to type, hard to guess, and kept as its hash alone. */
import { createHash, randomInt } from "node:crypto";

/** Without what looks like something else. */
const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const length = 8;

export const newConnectCode = (): string => Array.from({ length }, () => letters[randomInt(letters.length)]).join("");

/** @returns the code as it was made, however it was typed; `null` for what cannot be one */
export function readConnectCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, "");
  return code.length === length && [...code].every((letter) => letters.includes(letter)) ? code : null;
}

export const hashOfCode = (code: string): string => createHash("sha256").update(code).digest("hex");
