/** A poll, or the connection for it, that ended without an answer. It confirms nothing, so nothing is lost. */
export class PollLost extends Error {
  override readonly name = "PollLost";
  readonly code: "ETIMEDOUT" | "ECONNRESET" | "EMSGSIZE";
  constructor(code: PollLost["code"], reason: string) {
    super(reason);
    this.code = code;
  }
}
