/** Keeps the photos of forms in a folder: as much of file storage as forms need, so that they can be tested without it. */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeepPhoto } from "../files/keep-photo.ts";

interface Options {
  apiRoot: string;
  folder: string;
}

export function photoFolder({ apiRoot, folder }: Options): KeepPhoto {
  return async ({ token }, { fileId }, { maxBytes }) => {
    const answer = await fetch(`${apiRoot}/bot${token}/getFile?file_id=${fileId}`);
    const { ok, result } = (await answer.json()) as { ok: boolean; result: { file_path: string } };
    if (!ok) return { type: "unavailable" };
    const download = await fetch(`${apiRoot}/file/bot${token}/${result.file_path}`);
    const content = Buffer.from(await download.arrayBuffer());
    if (content.length > maxBytes) return { type: "refused", reason: "too_large" };
    const isPng = content.subarray(1, 4).toString("latin1") === "PNG";
    if (!isPng) return { type: "refused", reason: "no_image" };
    const photo = { fileId: randomUUID(), contentType: "image/png", size: content.length };
    await writeFile(join(folder, photo.fileId), content);
    return { type: "kept", photo };
  };
}
