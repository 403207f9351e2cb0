/** The steps, in order. The first makes the bot; the others belong to one that exists. */
export const stepNames = ["token", "instructions", "try", "done"] as const;

export type StepName = (typeof stepNames)[number];
