/** The shapes of an answer: one completion, or the chunks of a stream that ends with its usage. */
import type { ChatRequest } from "./chat-request.ts";

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** A tool call that the model makes instead of answering. */
export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** What the model says: text, nothing (`null`), or a call of a tool. */
export type Reply = string | null | { toolCalls: ToolCall[] };

/** Four characters count as one token, so that a test can tell the sum beforehand. */
export const tokensOf = (text: string) => Math.ceil(text.length / 4);

export function usageOf({ messages }: ChatRequest, reply: Reply): Usage {
  const prompt = tokensOf(messages.map(({ content }) => JSON.stringify(content)).join(""));
  const completion = tokensOf(typeof reply === "string" ? reply : JSON.stringify(reply));
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

const toolCalls = (calls: ToolCall[]) =>
  calls.map(({ name, arguments: given }, index) => ({
    index,
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: JSON.stringify(given) },
  }));

const isText = (reply: Reply): reply is string | null => reply === null || typeof reply === "string";
const finishReason = (reply: Reply) => (isText(reply) ? "stop" : "tool_calls");
const common = (id: string, request: ChatRequest) => ({
  id,
  created: Math.floor(Date.now() / 1000),
  model: request.model,
});

export function completion(id: string, request: ChatRequest, reply: Reply, { noChoices = false } = {}) {
  const content = isText(reply) ? { content: reply } : { content: null, tool_calls: toolCalls(reply.toolCalls) };
  const choice = {
    index: 0,
    message: { role: "assistant", ...content, refusal: null },
    logprobs: null,
    finish_reason: finishReason(reply),
  };
  return {
    ...common(id, request),
    object: "chat.completion",
    choices: noChoices ? [] : [choice],
    usage: usageOf(request, reply),
  };
}

export interface ChunkOptions {
  /** Some servers never say who speaks. */
  noRole?: boolean;
  noChoices?: boolean;
  /** Characters of text a chunk, 8 by default. */
  size?: number;
}

/** The chunks of a stream, without the final `[DONE]`. */
export function chunks(id: string, request: ChatRequest, reply: Reply, { noRole, noChoices, size = 8 }: ChunkOptions) {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...common(id, request),
    object: "chat.completion.chunk",
    choices: noChoices ? [] : [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  const opening = noRole ? {} : { role: "assistant" };
  const deltas = isText(reply)
    ? pieces(reply ?? "", size).map((content) => ({ content }))
    : [{ tool_calls: toolCalls(reply.toolCalls) }];
  const usage = {
    ...common(id, request),
    object: "chat.completion.chunk",
    choices: [],
    usage: usageOf(request, reply),
  };
  const options = request.body.stream_options as { include_usage?: boolean } | undefined;
  return [
    chunk({ ...opening, content: reply === null ? null : "" }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, finishReason(reply)),
    ...(options?.include_usage ? [usage] : []),
  ];
}

/** Whole characters only: a surrogate pair is never cut. */
function pieces(text: string, size: number): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(""),
  );
}
