import { expect, test } from "vitest";
import { plans } from "#shared/plans/plans.ts";
import { field } from "../forms/testing/fields.ts";
import { Receiver } from "../testing/receiver.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { BotConfig } from "./bot-config.ts";
import { planConfigs } from "./plan-configs.ts";
import type { ServedBot } from "./served-bot.ts";

const visit = sharedRuntime({ config: { WEBHOOK_ALLOW: "127.0.0.1" } });

test("a plan that has ended takes its forms and webhooks along, and nothing else", async () => {
  const served = visit();
  await using receiver = await Receiver.open();
  const tenant = await served.addTenant({ plan: "pro", planExpiresAt: new Date(Date.now() - 1_000) });
  const commands = [
    { name: "stock", webhookUrl: receiver.url },
    { name: "hi", textResponse: "Hello" },
  ];
  const bot = await served.addBot({ tenant, commands, fallbackMessage: "What?" });
  const form = await served.addForm(bot, { name: "Order", fields: [field("text", { name: "name", label: "Name?" })] });
  await served.addCommand(bot, { name: "order", responseType: "form", form });
  const anna = served.telegram.user();
  for (const text of ["/stock", "/order", `/start form_${form}`, "/hi"]) anna.says(bot.sim, text);
  await bot.sim.waitForMessage("Hello");
  expect(bot.sim.calls("sendMessage").map(({ params }) => params.text)).toEqual([
    "What?",
    "What?",
    "This form is not available any more.",
    "Hello",
  ]);
  expect(receiver.received).toEqual([]);
});

test("they come back whole with a plan that has them", async () => {
  const form = { id: "f" };
  const whole = {
    commands: new Map([["order", { responseType: "form" }]]),
    forms: new Map([[form.id, form]]),
  } as unknown as BotConfig;
  let { features } = plans.free;
  const configs = planConfigs({
    configs: { of: async () => whole },
    usage: { of: async () => ({ features, admit: () => true, spent: false }) },
  });
  const bot = { tenantId: "t" } as ServedBot;
  const narrow = await configs.of(bot);
  expect([narrow.commands.size, narrow.forms.size]).toEqual([0, 0]);
  expect(await configs.of(bot)).toBe(narrow);
  ({ features } = plans.starter);
  expect(await configs.of(bot)).toBe(whole);
});
