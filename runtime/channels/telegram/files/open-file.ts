/** Opens files that people sent through Telegram: it is asked where a file lies, and gives it out there. */
import type { Channel } from "../../channel.ts";
import type { Transport } from "../transport.ts";
import type { Downloads } from "./downloads.ts";

interface Deps {
  transport: Pick<Transport, "call">;
  downloads: Pick<Downloads, "open">;
}

export const openFileOver =
  ({ transport, downloads }: Deps): Channel["openFile"] =>
  async ({ token }, fileId, signal) => {
    if (!token) return { type: "unavailable" };
    const answer = await transport.call(token, "getFile", { file_id: fileId }, signal);
    if (!answer.ok) {
      if (/file is too big/i.test(answer.description)) return { type: "refused", reason: "too_large" };
      if (answer.error_code >= 500) throw new Error(`Telegram answered ${answer.error_code} to getFile`);
      return { type: "unavailable" };
    }
    const path = (answer.result as { file_path?: unknown } | null)?.file_path;
    if (typeof path !== "string") return { type: "unavailable" };
    const content = await downloads.open(token, path, signal);
    return content ? { type: "opened", content } : { type: "unavailable" };
  };
