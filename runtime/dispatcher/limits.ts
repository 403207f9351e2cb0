/** How much of what waits is at work, and in memory: the rest stays in the inbox, or where it comes from. */
export interface Limits {
  /** Handlers at work at the same time: in all, and for one bot. Of a tenant see `places.ts`. */
  running: number;
  runningPerBot: number;
  /** Jobs in memory, and about how many bytes they may take. */
  held: number;
  heldBytes: number;
  /** The same for one lane, where one job is always held. */
  heldPerLane: number;
  bytesPerLane: number;
  /** Jobs of one bot in memory, and in the inbox behind them, from which on nobody is to bring more. */
  heldPerBot: number;
  behindPerBot: number;
  /** The same, of both together, while memory is crowded: where a bot's updates come from keeps them as well. */
  crowdedPerBot: number;
  /** Lanes in memory: in all, for one bot, and those that any bot may have however many others there are. */
  lanes: number;
  lanesPerBot: number;
  lanesForAnyBot: number;
  /** Lanes that are taken up from the inbox at a time. */
  lanesPerPage: number;
  /** Jobs of one lane that are answered without a pause, and how many a second after that. */
  laneBurst: number;
  lanePerSecond: number;
}

export const defaultLimits: Limits = {
  running: 800,
  runningPerBot: 500,
  held: 20_000,
  heldBytes: 24 * 1024 * 1024,
  heldPerLane: 50,
  bytesPerLane: 64 * 1024,
  heldPerBot: 2_000,
  behindPerBot: 20_000,
  crowdedPerBot: 20,
  lanes: 20_000,
  lanesPerBot: 4_000,
  lanesForAnyBot: 16,
  lanesPerPage: 500,
  laneBurst: 60,
  lanePerSecond: 10,
};
