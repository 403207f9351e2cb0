/** Telegram's simulator, and the people who write to its bots. */
import type { Wire } from "#shared/testing/listener.ts";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";
import { answerCalls } from "../calls.ts";
import { type Crowd, Traffic } from "../traffic.ts";

const telegram = await startTelegram({ record: false, wire: process.env.BENCH_WIRE as Wire });
const traffic = new Traffic(telegram);

answerCalls({
  url: () => telegram.url,
  addBots: (count: number) =>
    Array.from({ length: count }, () => {
      const { id, username, name, token } = telegram.addBot();
      return { id, username, name, token };
    }),
  heldPolls: () => telegram.heldPolls,
  slowDown: (ms: number) => {
    if (ms > 0) telegram.inject({ kind: "delay", ms, when: "before" }, {});
  },
  flood: (crowd: Crowd, each: number) => traffic.flood(crowd, each),
  stream: (crowd: Crowd, perSecond: number, seconds: number) => traffic.stream(crowd, perSecond, seconds),
});
