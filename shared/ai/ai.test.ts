import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createAi } from "./ai.ts";

test.each([["many"], [1e18], [1.5], [-1], [{}]])(
  "an answer gets through from a server that counts %j tokens",
  async (count) => {
    const server = createServer((_, response) => {
      const choices = [{ index: 0, message: { role: "assistant", content: "an answer" }, finish_reason: "stop" }];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ id: "1", object: "chat.completion", choices, usage: { total_tokens: count } }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const ai = createAi({
      keys: { keyFor: async () => "sk-any" },
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      timeoutMs: 5_000,
    });
    const question = { tenantId: "t", model: "m", temperature: 1, maxTokens: 9, messages: [] };
    expect(await ai.complete(question)).toEqual({ text: "an answer", model: "m", tokensUsed: null });
    server.closeAllConnections();
    server.close();
  },
);
