/** A call that never left: there was no connection for it. It may be made again. */
export class CallUnsent extends Error {
  override readonly name = "CallUnsent";
  readonly code = "CALL_UNSENT";
}
