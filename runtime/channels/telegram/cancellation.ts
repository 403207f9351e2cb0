/** The slice of an `AbortSignal` that a request needs. grammY's signals are a polyfill's, and give no reason. */
export interface Cancellation {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export const reasonOf = ({ reason }: Cancellation): Error =>
  reason instanceof Error ? reason : new Error("The request was given up");

/** What becomes of `work`, or the signal's reason as soon as that aborts. */
export function unlessAborted<T>(work: Promise<T>, signal: Cancellation): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = () => reject(reasonOf(signal));
  signal.addEventListener("abort", abort);
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  return promise;
}
