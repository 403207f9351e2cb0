/** Loaded before a program: lets its wall clock jump at each SIGUSR2, an hour ahead, an hour behind, and back again. */
const jumpsMs = [3_600_000, 0, -3_600_000, 0];

const realNow = Date.now;
let jumps = 0;
let offsetMs = 0;
const now = () => realNow() + offsetMs;

Date.now = now;
globalThis.Date = new Proxy(Date, {
  construct: (real, given, called) => Reflect.construct(real, given.length > 0 ? given : [now()], called) as Date,
});
process.on("SIGUSR2", () => {
  offsetMs = jumpsMs[jumps++ % jumpsMs.length]!;
});
