/** Asks a model for an answer, with the tenant's own key or the platform's. Says why when there is none. */
import OpenAI, { APIConnectionError, APIError } from "openai";
import { isVisible } from "#shared/schemas/visible-text.ts";
import type { AiKeys } from "./keys.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface Question {
  tenantId: string;
  model: string;
  /** 0 to 2. */
  temperature: number;
  /** The longest answer, in tokens. */
  maxTokens: number;
  messages: ChatMessage[];
  signal?: AbortSignal;
}

export interface Answer {
  text: string;
  model: string;
  /** Of question and answer together; `null` when the server does not count. */
  tokensUsed: number | null;
}

export interface Ai {
  /**
   * @throws {AiFailed} when there is no answer, for whatever reason of the key, the server or the network
   * @throws the reason of `signal` when that aborts
   */
  complete(question: Question): Promise<Answer>;
}

const sentences = {
  ai_no_key: "No OpenAI key is set: add one in the settings, or ask the operator for a platform key",
  ai_key_refused: "The OpenAI key was refused: check it in the settings",
  ai_limit: "The AI provider refused for now: its rate limit or the account's budget is used up",
  ai_timeout: "The model did not answer in time",
  ai_unreachable: "The AI provider cannot be reached",
  ai_unavailable: "The AI provider answered with an error of its own",
  ai_refused_request: "The AI provider refused the request: check the model's name and the token limit",
  ai_empty: "The model answered with nothing",
} as const;
export type AiFailure = keyof typeof sentences;

export class AiFailed extends Error {
  override readonly name = "AiFailed";
  readonly code: AiFailure;
  constructor(code: AiFailure, options?: ErrorOptions) {
    super(sentences[code], options);
    this.code = code;
  }
}

interface AiOptions {
  keys: AiKeys;
  baseUrl: string;
  /** How long one answer may take, in milliseconds. */
  timeoutMs: number;
}

export function createAi({ keys, baseUrl, timeoutMs }: AiOptions): Ai {
  return {
    async complete({ tenantId, signal, ...question }) {
      const apiKey = await keys.keyFor(tenantId);
      if (!apiKey) throw new AiFailed("ai_no_key");
      const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 1, timeout: timeoutMs, logLevel: "off" });
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        return await ask(client, question, signal ? AbortSignal.any([signal, deadline]) : deadline);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        if (error instanceof AiFailed) throw error;
        // The provider's own words may quote the key: they go no further.
        throw new AiFailed(deadline.aborted ? "ai_timeout" : failureOf(error));
      }
    },
  };
}

async function ask(
  client: OpenAI,
  { model, temperature, maxTokens, messages }: Omit<Question, "tenantId" | "signal">,
  signal: AbortSignal,
): Promise<Answer> {
  const request = { model, messages, temperature, max_tokens: maxTokens };
  const response = await client.chat.completions.create(request, { signal }).catch((error: unknown) => {
    const narrower = withoutUnsupported(request, error);
    if (!narrower) throw error;
    return client.chat.completions.create(narrower, { signal });
  });
  const message = response.choices?.[0]?.message;
  const text = (message?.content ?? message?.refusal ?? "").trim();
  if (!isVisible(text)) throw new AiFailed("ai_empty");
  return { text, model, tokensUsed: countOf(response.usage?.total_tokens) };
}

/** Servers of all kinds speak this protocol: what they count may be anything. */
const countOf = (tokens: unknown): number | null =>
  typeof tokens === "number" && Number.isInteger(tokens) && tokens >= 0 && tokens < 2 ** 31 ? tokens : null;

/** Reasoning models take no `temperature`, and want `max_completion_tokens` instead of `max_tokens`. */
function withoutUnsupported<Request extends { temperature: number; max_tokens: number }>(
  request: Request,
  error: unknown,
) {
  if (!(error instanceof APIError) || error.status !== 400) return null;
  if (error.param !== "max_tokens" && error.param !== "temperature") return null;
  const { temperature: _, max_tokens, ...rest } = request;
  return { ...rest, max_completion_tokens: max_tokens };
}

function failureOf(error: unknown): AiFailure {
  if (error instanceof APIConnectionError) return "ai_unreachable";
  if (!(error instanceof APIError)) return "ai_unavailable"; // an answer that is no JSON, a stream cut short
  if (error.status === 401 || error.status === 403) return "ai_key_refused";
  if (error.status === 429) return "ai_limit";
  if (error.status !== undefined && error.status < 500) return "ai_refused_request";
  return "ai_unavailable";
}
