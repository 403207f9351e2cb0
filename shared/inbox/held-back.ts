/**
 * What is held back from runtimes that would misread it: in the inbox it is not to be handled for a thousand years yet. One
 * that knows it takes that time off, and one that does not, should it ever get the shard, leaves it alone.
 */
const seconds = 31_556_952_000;

/** SQL of a time that has been held back. */
export const heldBack = (time: string): string => `${time} + make_interval(secs => ${seconds})`;

/** SQL of a time as it would be if it were not held back. */
export const notHeldBack = (time: string): string =>
  `${time} - make_interval(secs => case when ${time} > now() + interval '500 years' then ${seconds} else 0 end)`;
