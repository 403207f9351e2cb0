/** What an address and a password must be like; the server has the same rules and the last word. */

export const minPassword = 10;
export const maxPassword = 128;

export type PasswordFault = "short" | "long";

/** @returns what is wrong with `password`, or `null` */
export function passwordFault(password: string): PasswordFault | null {
  if (password.length < minPassword) return "short";
  return password.length > maxPassword ? "long" : null;
}

/** Lets everything pass that may be an address: only the mail would tell for sure. */
export const isEmail = (email: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim());
