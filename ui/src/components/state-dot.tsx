/** A bot's state as a dot alone; its word is for those who hear the page. */
import type { BotState } from "#shared/schemas/bot.ts";
import classes from "./bot-state.module.css";

export const StateDot = ({ state, label }: { state: BotState; label: string }) => (
  <span className={classes.lone} data-state={state} role="img" aria-label={label} title={label} />
);
