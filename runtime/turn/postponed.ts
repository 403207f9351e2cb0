/** The update has to be handled again later, through no fault of its handler. */
export class Postponed extends Error {
  override readonly name = "Postponed";
  readonly waitMs: number;
  constructor(reason: string, waitMs: number) {
    super(reason);
    this.waitMs = waitMs;
  }
}
