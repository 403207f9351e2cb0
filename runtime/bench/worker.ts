/** A process of its own for each thing that is measured, or measures. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { AnswerMessage, CallMessage } from "./calls.ts";

export interface Usage {
  /** Resident memory after a collection, in bytes. */
  memory: number;
  /** CPU used since the process began, in milliseconds. */
  cpuMs: number;
}

interface Options {
  env?: Record<string, string>;
  /** More arguments for Node, as to profile it. */
  node?: string[];
}

export class Worker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  /** @param file a script beside this one, or further away */
  constructor(file: string, { env = {}, node = [] }: Options = {}) {
    const at = (path: string) => new URL(path, import.meta.url);
    this.#child = fork(at(file), {
      execArgv: ["--expose-gc", "--import", at("processes/measured.ts").href, ...node],
      env: { ...process.env, ...env },
      // A runtime ends with its input.
      stdio: ["pipe", "ignore", "inherit", "ipc"],
    });
    this.#child.on("message", (answer: AnswerMessage) => this.#settle(answer));
    this.#child.on("exit", (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended with ${signal ?? code}`));
    });
  }

  call<T>(name: string, ...args: unknown[]): Promise<T> {
    const waiting = Promise.withResolvers<unknown>();
    const message: CallMessage = { id: ++this.#lastId, name, args };
    this.#waiting.set(message.id, waiting);
    this.#child.send(message);
    return waiting.promise as Promise<T>;
  }

  usage(): Promise<Usage> {
    return this.call("usage");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }

  #settle({ id, result, error }: AnswerMessage): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error !== undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(result);
  }
}
