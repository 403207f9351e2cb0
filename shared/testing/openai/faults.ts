/** How an AI provider fails. */
export type OpenAiFault =
  /** 401 invalid_api_key, 429 rate_limit_exceeded, 500 server_error, or a `code` of one's own. */
  | { kind: "status"; status: number; retryAfterS?: number; code?: string }
  /** Never answers. */
  | { kind: "hang" }
  /** Answers after this much real time. */
  | { kind: "slow"; ms: number }
  /** Hangs up in the middle of the answer. */
  | { kind: "drop" }
  /** 200 with JSON that ends half-way. */
  | { kind: "garbage" }
  /** 200 with no choices at all. */
  | { kind: "empty-choices" }
  /** 200 with `content: null`. */
  | { kind: "null-content" }
  /** A stream whose deltas never carry a role. */
  | { kind: "no-role" };
