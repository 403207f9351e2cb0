/**
 * By which update ids orders are known that a turn has handed on to a job of its own: they lie below all that channels and
 * the database give out, so that whoever looks for them need not read what is in an update.
 */

/** From here down. */
export const firstHandedOn = -(2 ** 50);

/**
 * From here down each is also held back from runtimes that would misread it (`held-back.ts`): it has a
 * lane of its own, which may wait.
 */
export const firstHeldBack = -(2 ** 51);
