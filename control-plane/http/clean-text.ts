/** Text that PostgreSQL cannot store (NUL, half a surrogate pair) is refused at the door, with the field that has it. */
import { AppError } from "#shared/errors.ts";

type Path = (string | number)[];

/** Deeper than any contract goes; what is deeper still is an attack on whoever walks it recursively. */
const maxDepth = 32;

/** @throws {AppError} `invalid` */
export function requireCleanText(value: unknown): void {
  const open: { value: unknown; path: Path }[] = [{ value, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (path.length > maxDepth) throw new AppError("invalid", "This is nested too deeply");
    if (typeof value === "string" && !isClean(value)) refuse(path);
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (!isClean(key)) refuse(path);
      open.push({ value: inner, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
}

const isClean = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

function refuse(path: Path): never {
  const message = "This text holds characters that cannot be stored";
  throw new AppError("invalid", [...path.slice(0, 1), message].join(": "), { issues: [{ path, message }] });
}
