/** A program that serves bots, in a process of its own: what the benchmarks compare. */
import type { Usage } from "./worker.ts";

export interface Contender extends AsyncDisposable {
  /** Begins to serve these bots too. They answer every message with {@link answer}. */
  serve(bots: readonly NewBot[]): Promise<void>;
  usage(): Promise<Usage>;
}

/** As BotFather hands it out. */
export interface NewBot {
  id: number;
  username: string;
  name: string;
  token: string;
}

export const answer = "Thank you, we shall look into it.";

/** `undici`: BotFactory as it would be without HTTP connections of its own. */
export const contenders = ["stock", "botfactory", "undici"] as const;
export type ContenderName = (typeof contenders)[number];
