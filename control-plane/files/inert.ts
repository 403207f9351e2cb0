/** A file as an answer that no browser runs: an image that can do nothing is shown as such, all else is downloaded. */
import type { Readable } from "node:stream";
import { endingOf, isPassiveImage } from "#shared/files/content-type.ts";
import type { Part } from "#shared/files/file-store.ts";
import { disposition } from "../http/disposition.ts";
import { Streamed } from "../http/streamed.ts";

interface Inert {
  /** As its sender called it. */
  name: string | null;
  /** As found in its content. */
  contentType: string;
  /** Of the whole file, in bytes. */
  size: number;
  /** `null`: `body` is the whole. */
  part: Part | null;
  body: Readable;
}

/** A file never changes, but it may be deleted: nobody shows it for long without asking. */
const cachedS = 300;

export const inert = ({ name, contentType, size, part, body }: Inert): Streamed =>
  new Streamed({
    type: isPassiveImage(contentType) ? contentType : "application/octet-stream",
    headers: {
      "Content-Length": String(part ? part.last - part.first + 1 : size),
      "Content-Disposition": dispositionOf(name, contentType),
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": `private, max-age=${cachedS}`,
      "Accept-Ranges": "bytes",
      ...(part && { "Content-Range": `bytes ${part.first}-${part.last}/${size}` }),
    },
    ...(part && { status: 206 }),
    body,
  });

/** Under its sender's name, with the ending of its content. */
const dispositionOf = (name: string | null, type: string): string =>
  disposition(
    isPassiveImage(type) ? "inline" : "attachment",
    (name ?? "").replace(/\.[^./\\]*$/, ""),
    endingOf(type, name),
  );
