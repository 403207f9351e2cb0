/**
 * A call that left, and whose answer was lost or made no sense: it may have been carried out. What broke the connection
 * is told in the message and never as `cause`: a code like EHOSTUNREACH would say there that nothing was sent.
 */
export class CallLost extends Error {
  override readonly name = "CallLost";
  readonly code: "ETIMEDOUT" | "ECONNRESET" | "EBADMSG" | "EMSGSIZE";
  constructor(code: CallLost["code"], reason: string) {
    super(reason);
    this.code = code;
  }
}
