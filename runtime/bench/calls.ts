/** The far end of a process of the benchmark: answers what the benchmark asks over Node's own channel. */

export interface CallMessage {
  id: number;
  name: string;
  args: unknown[];
}

export interface AnswerMessage {
  id: number;
  result?: unknown;
  error?: string;
}

/** Answers calls of these names, and ends this process when the benchmark is gone. */
export function answerCalls(handlers: Record<string, (...args: never[]) => unknown>): void {
  process.on("message", async ({ id, name, args }: CallMessage) => {
    const handler = handlers[name];
    if (!handler) return; // another part of this process knows it
    const answer = await Promise.try(handler, ...(args as never[])).then(
      (result) => ({ id, result }),
      (error: unknown) => ({ id, error: error instanceof Error ? error.stack : String(error) }),
    );
    process.send?.(answer);
  });
  process.on("disconnect", () => process.exit());
}
