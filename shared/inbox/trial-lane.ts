/**
 * The lanes in which a bot is tried out: they are handled also while it is switched off. None of the bot's own begins
 * like them.
 */

export const trialLane = (sessionId: string): string => prefix + sessionId;

/** Also of what was handed on by updates of such a lane. */
export const isTrialLane = (lane: string): boolean => lane.startsWith(prefix);

const prefix = "preview:";
