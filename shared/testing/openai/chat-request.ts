/** A request to an OpenAI-compatible server, as far as tests ask about it. */
export interface ChatMessage {
  role: string;
  content: string | null | { type: string; text?: string }[];
  name?: string;
  tool_call_id?: string;
}

export interface ChatRequest {
  /** The key from the Authorization header; empty when there was none. */
  apiKey: string;
  model: string;
  messages: ChatMessage[];
  temperature: number | undefined;
  /** `max_completion_tokens`, or `max_tokens` as older programs call it. */
  maxTokens: number | undefined;
  stream: boolean;
  /** The whole body, for what has no name here. */
  body: Readonly<Record<string, unknown>>;
}

/** Reads a body of /v1/chat/completions; `null` when it is no such body. */
export function chatRequest(body: Record<string, unknown>, apiKey: string): ChatRequest | null {
  const { model, messages, temperature, max_completion_tokens, max_tokens, stream } = body;
  if (typeof model !== "string" || !Array.isArray(messages) || messages.length === 0) return null;
  const maxTokens = max_completion_tokens ?? max_tokens;
  return {
    apiKey,
    model,
    messages,
    temperature: typeof temperature === "number" ? temperature : undefined,
    maxTokens: typeof maxTokens === "number" ? maxTokens : undefined,
    stream: stream === true,
    body,
  };
}

/** What the person said last; empty when nobody did. */
export function lastUserText({ messages }: ChatRequest): string {
  const content = messages.findLast(({ role }) => role === "user")?.content ?? "";
  return typeof content === "string" ? content : content.map(({ text }) => text ?? "").join("");
}
