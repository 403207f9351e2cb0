/**
 * How long a test waits for what is sure to come, in milliseconds: then it hangs. It promises nothing about how long
 * something takes; whoever promises that measures it.
 */
export const patienceMs = 30_000;
