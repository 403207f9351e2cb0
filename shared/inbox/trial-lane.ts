/**
 * The lanes in which a bot is tried out: they are handled also while it is switched off. None of the bot's own begins
 * like them.
 */

export const trialLane = (sessionId: string): string => prefix + sessionId;

/** Also of what was handed on by updates of such a lane. */
export const isTrialLane = (lane: string): boolean => lane.startsWith(prefix);

/** All of them lie between these, which are letters alone: so all collations order them alike. */
export const trialLanes = { after: "preview", until: "q" } as const;

const prefix = "preview:";
