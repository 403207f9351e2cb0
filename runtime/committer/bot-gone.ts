/** The bot was deleted while an update of it was on its way: nothing is to be written or said for it any more. */
export class BotGone extends Error {
  override readonly name = "BotGone";
  constructor() {
    super("This bot was deleted");
  }
}
