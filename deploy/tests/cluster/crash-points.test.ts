import { describe, expect, test } from "vitest";
import * as scenarios from "../testing/scenarios.ts";
import { sharedCluster } from "../testing/shared-cluster.ts";
import { until } from "../testing/until.ts";
import { flawless } from "../testing/verdict.ts";

const opened = sharedCluster(scenarios.cluster);

describe("nothing is lost, doubled or out of order when a runtime", () => {
  test("dies between receiving updates and storing them", async () => {
    expect(await scenarios.diesBetweenReceivingAndStoring(opened())).toEqual(flawless);
  });

  test("dies between storing updates and confirming them", async () => {
    expect(await scenarios.diesBetweenStoringAndConfirming(opened())).toEqual(flawless);
  });

  test("dies between sending an answer and recording it", async () => {
    expect(await scenarios.diesBetweenSendingAndRecording(opened())).toEqual(flawless);
  });

  test("loses its shards and is not told, in the middle of slow turns", async () => {
    expect(await scenarios.losesItsShardsUnawares(opened())).toEqual(flawless);
  });

  test("meets update ids that begin again lower", async () => {
    expect(await scenarios.idsBeginAgainLower(opened())).toEqual(flawless);
  });

  test("dies in the middle of a conversation, which goes on where it was", async () => {
    const cluster = opened();
    const [bot] = cluster.bots;
    const { telegram, openai } = cluster.world;
    const anna = telegram.user();
    anna.says(bot!.sim, "#1 My name is Anna");
    await until(() => cluster.auditor.missing === 0, { what: "the first answer" });

    openai.reply(() => new Promise(() => {})); // the first to be asked never says anything
    const { length } = openai.requests;
    anna.says(bot!.sim, "#2 What is my name?");
    await until(() => openai.requests.length > length, { what: "the model is asked" });
    openai.reply(({ messages }) => `echo: ${messages.at(-1)?.content}`);
    await (await cluster.memberOf(bot!)).kill();
    expect(await cluster.verdict()).toEqual(flawless);
    expect(openai.requests.at(-1)!.messages.filter(({ role }) => role !== "system")).toEqual([
      { role: "user", content: "#1 My name is Anna" },
      { role: "assistant", content: "echo: #1 My name is Anna" },
      { role: "user", content: "#2 What is my name?" },
    ]);
  });
});
