/** What BotFactory is compared with: grammY's own bots on its own runner, all in one process. They store nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "@grammyjs/runner";
import { Bot } from "grammy";
import { answerCalls } from "../calls.ts";
import { answer } from "../contender.ts";

const apiRoot = process.env.TELEGRAM_API_ROOT!;

answerCalls({
  async serve(tokens: string[]) {
    for (const [index, token] of tokens.entries()) {
      const bot = new Bot(token, { client: { apiRoot } });
      bot.on("message", (ctx) => ctx.reply(answer));
      run(bot);
      // All at once they would overrun the simulator's line of new connections.
      if (index % 100 === 99) await sleep(20);
    }
  },
});
