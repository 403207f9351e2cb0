/** Reads an HTTP request as a Bot API call: whose token, which method or file, and the parameters. */
import type { IncomingMessage } from "node:http";
import { badRequest } from "#shared/telegram/api-error.ts";
import { isRecord, Params } from "#shared/telegram/params.ts";
import type { LongIds } from "./long-ids.ts";

export interface Target {
  kind: "method" | "file";
  token: string;
  /** Lower-case name of the method, or the path of the file. */
  name: string;
  query: string;
}

/** `/bot<token>/<method>` and `/file/bot<token>/<path>`; `null` for any other address. */
export function targetOf(url: string): Target | null {
  const [path = "", query = ""] = url.split("?", 2);
  const file = path.startsWith("/file/bot");
  const start = file ? "/file/bot".length : "/bot".length;
  const slash = path.indexOf("/", start);
  if (slash < 0 || !(file || path.startsWith("/bot"))) return null;
  const token = path.slice(start, slash).replaceAll("%3A", ":").replaceAll("%3a", ":");
  const name = path.slice(slash + 1);
  return { kind: file ? "file" : "method", token, name: file ? name : name.toLowerCase(), query };
}

/** @throws {ApiError} 400 when the body is not what its content type says */
export async function readParams(request: IncomingMessage, query: string, ids: LongIds): Promise<Params> {
  const fieldsOf = (text: string) =>
    Object.fromEntries(new URLSearchParams(text).entries().map(([name, value]) => [name, ids.readField(name, value)]));
  const fromQuery = query ? fieldsOf(query) : {};
  const body = await readBody(request);
  if (body.length === 0) return new Params(fromQuery);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) return new Params({ ...fromQuery, ...parseJson(body, ids) });
  if (type.startsWith("multipart/form-data")) return parseMultipart(body, type, fromQuery, ids);
  return new Params({ ...fromQuery, ...fieldsOf(body.toString()) });
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

function parseJson(body: Buffer, ids: LongIds): Record<string, unknown> {
  try {
    const value = ids.read(body.toString());
    if (isRecord(value)) return value;
  } catch {
    // falls through to the refusal
  }
  throw badRequest("can't parse request: can't parse JSON object");
}

async function parseMultipart(
  body: Buffer,
  type: string,
  fromQuery: Record<string, unknown>,
  ids: LongIds,
): Promise<Params> {
  const form = await new Response(Uint8Array.from(body), { headers: { "content-type": type } })
    .formData()
    .catch(() => Promise.reject(badRequest("can't parse multipart form data")));
  const raw = { ...fromQuery };
  const files = new Map<string, File>();
  for (const [name, value] of form) {
    if (typeof value === "string") raw[name] = ids.readField(name, value);
    else files.set(name, value);
  }
  return new Params(raw, files);
}
