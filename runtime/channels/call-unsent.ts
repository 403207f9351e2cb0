/** A call that never left, or not as a whole: nobody can have carried it out, and it may be made again. */
export class CallUnsent extends Error {
  override readonly name = "CallUnsent";
  readonly code = "CALL_UNSENT";

  /** Somebody did not want it any more, for this reason. */
  static givenUp(reason: Error): CallUnsent {
    return new CallUnsent("It was given up before it was sent", { cause: reason });
  }
}
