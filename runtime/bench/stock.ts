/** Stock grammY with its runner. */
import type { Contender } from "./contender.ts";
import { Worker } from "./worker.ts";

export function startStock(env: Record<string, string>): Contender {
  const worker = new Worker("processes/stock.ts", { env });
  return {
    serve: (bots) =>
      worker.call(
        "serve",
        bots.map(({ token }) => token),
      ),
    usage: () => worker.usage(),
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
}
