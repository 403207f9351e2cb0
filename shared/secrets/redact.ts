/** Takes out of a text whatever looks like one of our secrets: the last net, under care not to put them there. */

const patterns: [RegExp, string][] = [
  // A bot token, also percent-encoded and in a Bot API URL.
  [/(\d{3,16})(:|%3A)[A-Za-z0-9_-]{20,100}/gi, "$1$2[redacted]"],
  // An OpenAI-style key.
  [/\b(sk|pk|rk)-[A-Za-z0-9_-]{8,}/g, "$1-[redacted]"],
  // A JWT or JWE.
  [/\beyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*){2,4}/g, "[redacted token]"],
  // A password inside a URL.
  [/(\w+:\/\/[^\s:/@]*:)[^\s@/]+@/g, "$1[redacted]@"],
  [/\b(Bearer)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 [redacted]"],
];

/** @param known secrets to take out whatever they look like; `null` is none */
export function redact(text: string, ...known: (string | null)[]): string {
  let safe = text;
  for (const secret of known) if (secret) safe = safe.replaceAll(secret, "[redacted]");
  for (const [pattern, replacement] of patterns) safe = safe.replace(pattern, replacement);
  return safe;
}
