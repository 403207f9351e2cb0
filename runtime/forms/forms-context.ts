/** The context of a stage that has to do with forms: what may be said, and what who wrote is filling in. */
import { BotContext } from "../speaking/context.ts";
import type { FormSession } from "./form-session.ts";

export class FormsContext extends BotContext {
  /** What who wrote has to do with forms here; `null` where there are none. */
  forms: FormSession | null = null;
}
