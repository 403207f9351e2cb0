/** The runtime may no longer speak for its bots: another may do so already. The request was not sent. */
export class CallForbidden extends Error {
  override readonly name = "CallForbidden";
  readonly code = "CALL_FORBIDDEN";
  constructor() {
    super("This runtime's lease is over: nothing may be sent any more");
  }
}
