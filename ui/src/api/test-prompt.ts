/** Asks the model what the bot would answer, without touching Telegram or a conversation. */
import { useMutation } from "@tanstack/react-query";
import { type TestPrompt, TestPromptAnswer } from "#shared/schemas/bot.ts";
import { api } from "./client.ts";

export const useTestPrompt = (botId: string) =>
  useMutation({
    mutationFn: (prompt: TestPrompt) =>
      api(TestPromptAnswer, `/bots/${encodeURIComponent(botId)}/test-prompt`, { json: prompt }),
  });
