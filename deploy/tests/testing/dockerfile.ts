/** A Dockerfile's instructions, in order; as much of the syntax as ours uses. */

export interface Instruction {
  /** In capitals: FROM, COPY, RUN. */
  name: string;
  /** What stands behind it, with continued lines joined and `--flags` taken out. */
  rest: string;
  flags: Record<string, string>;
}

export function parseDockerfile(text: string): Instruction[] {
  const joined = text.replaceAll(/^\s*#.*\n/gm, "").replaceAll(/\\\n\s*/g, "");
  return joined
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseInstruction);
}

function parseInstruction(line: string): Instruction {
  const [, name, flagged] = /^(\w+)\s+(.*)$/.exec(line)!;
  const [flagText] = /^(--\S+\s+)*/.exec(flagged!)!;
  const flags = Object.fromEntries(
    [...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, value]) => [flag!, value!]),
  );
  return { name: name!.toUpperCase(), rest: flagged!.slice(flagText.length), flags };
}

/** What .dockerignore keeps out of a build. The last line that fits a path, or a folder above it, decides. */
export function dockerIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => ({ out: !line.startsWith("!"), pattern: toPattern(line.replace(/^!/, "")) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.out ?? false;
}

const toPattern = (glob: string) => {
  const parts = { "**/": "(.*/)?", "*": "[^/]*", ".": "[.]" } as const;
  return new RegExp(`^${glob.replaceAll(/\*\*\/|\*|\./g, (part) => parts[part as keyof typeof parts])}(/.*)?$`);
};
