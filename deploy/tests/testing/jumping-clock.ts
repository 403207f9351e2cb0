/** Settings that let a program's clock be set while it runs, as by a wrong time server: SIGUSR2 moves it. */
export const jumpingClock = {
  NODE_OPTIONS: `--import ${new URL("jumps-at-signal.ts", import.meta.url).href}`,
} as const;
