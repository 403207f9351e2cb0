import { readConfig } from "#shared/config.ts";
import { createLog } from "#shared/log.ts";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";
import type { ServedBot } from "../../bots/served-bot.ts";
import { channelContract, type Seen, type TestedChannel } from "../channel.contract.ts";
import { openTelegram } from "./telegram.ts";

channelContract("Telegram", async (): Promise<TestedChannel> => {
  await using stack = new AsyncDisposableStack();
  const telegram = stack.use(await startTelegram());
  const sim = telegram.addBot();
  const anna = telegram.user();
  let isOurs = true;
  const channel = openTelegram(
    {
      config: readConfig({ TELEGRAM_API_ROOT: telegram.url, TELEGRAM_POLL_TIMEOUT_S: "1" }),
      runtimeId: "here",
      log: createLog({ level: "silent" }),
      mayCall: () => isOurs,
      onTrouble() {},
      wakeUps: { publish() {} },
      // Of these stands on what no call, file and update needs.
      pool: null as never,
      configs: null as never,
      addresses: null as never,
    },
    { refusedAgain: { firstMs: 5, thenMs: 20 } },
  );
  stack.defer(() => channel[Symbol.asyncDispose]!());
  const bot: ServedBot = {
    id: "a-bot",
    tenantId: "a-tenant",
    channel: channel.name,
    telegramId: sim.id,
    username: sim.username,
    name: sim.name,
    token: sim.token,
    revision: 1,
    tenure: { shard: 0, epoch: 1 },
  };
  const chat = anna.chat(sim);
  const message = anna.says(sim, "Hello");
  const running = stack.move();
  return {
    channel,
    bot,
    update: { update_id: 1, message },
    chatId: chat.id,
    seen: async () =>
      chat.messages
        .filter(({ from }) => from?.id === sim.id)
        .map(
          ({ text = "", reply_markup }): Seen => ({
            text,
            buttons: reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [],
          }),
        ),
    sendsFile: async (content) =>
      anna.sendsDocument(sim, new File([new Uint8Array(content)], "a.bin")).document!.file_id,
    failsOnceTaken: () =>
      void telegram.inject({ kind: "status", status: 502, when: "after" }, { method: "sendMessage", times: 1 }),
    async takeAway() {
      isOurs = false;
    },
    sourced: {
      writes: (text) => void anna.says(sim, text),
      stranger: { ...bot, id: "another-bot", token: "1:unknown" },
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
});
