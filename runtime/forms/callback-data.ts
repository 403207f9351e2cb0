/**
 * What the buttons of a form carry: whose it is, which filling in, which asking of a question, and what they do. So a
 * button of a question that is over is known as such, and one that somebody else presses too. At most 64 bytes.
 */

export interface FormPress {
  /** Telegram's id of who fills the form in. */
  owner: number;
  /** See `FormRun.id`. */
  run: string;
  /** See `FormRun.visit`. */
  visit: number;
  action: string;
}

export const formData = ({ owner, run, visit, action }: FormPress): string =>
  `f:${owner.toString(36)}:${run}:${visit.toString(36)}:${action}`;

/** @returns `null` when it is no form's button */
export function readFormData(data: string): FormPress | null {
  const match = /^f:([0-9a-z]{1,11}):([0-9a-z]{1,12}):([0-9a-z]{1,6}):([A-Za-z0-9]{1,16})$/.exec(data);
  if (!match) return null;
  const [, owner, run, visit, action] = match as unknown as [string, string, string, string, string];
  return { owner: Number.parseInt(owner, 36), run, visit: Number.parseInt(visit, 36), action };
}
