/**
 * A file that is sent as a request's body: as it is, or as the first file of a form. The contract of such a route's body
 * is `uploaded(…)`; a file that is too large is refused while it arrives.
 */
import type { Context } from "koa";
import { z } from "zod";
import { AppError } from "#shared/errors.ts";
import { requireCleanText } from "./clean-text.ts";

export class Upload {
  readonly content: Buffer;
  /** Its name, where it was sent in a form. */
  readonly name: string | null;
  /** What else the form held. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(content: Buffer, name: string | null, fields: Record<string, string>) {
    this.content = content;
    this.name = name;
    this.fields = fields;
  }
}

/** @param types that it may have, for the OpenAPI document: its content is what counts */
export const uploaded = (maxBytes: number, ...types: string[]) =>
  z.instanceof(Upload).meta({ maxBytes, mediaTypes: [...types, "multipart/form-data"] });

/** @returns how large the file may be, in bytes; `null` for a contract of JSON */
export function uploadLimitOf(contract: z.ZodType | undefined): number | null {
  const limit = contract?.meta()?.maxBytes;
  return typeof limit === "number" ? limit : null;
}

/** Beside the file, a form has its own lines and fields. In bytes. */
const formBytes = 64 * 1024;

/** @throws {AppError} `too_large`; `invalid` for a form without a file */
export async function readUpload(ctx: Context, maxBytes: number): Promise<Upload> {
  const form = Boolean(ctx.is("multipart/form-data"));
  const content = await readBytes(ctx, form ? maxBytes + formBytes : maxBytes, maxBytes);
  if (!form) return new Upload(content, null, {});
  const parts = await new Response(new Uint8Array(content), { headers: { "content-type": ctx.get("content-type") } })
    .formData()
    .catch(() => {
      throw new AppError("invalid", "The request's body is no valid form");
    });
  const fields: Record<string, string> = {};
  let file: File | null = null;
  for (const [name, value] of parts) {
    if (typeof value === "string") fields[name] = value;
    else file ??= value;
  }
  if (!file) throw new AppError("invalid", "Send the file in the form");
  if (file.size > maxBytes) throw tooLarge(maxBytes);
  requireCleanText({ ...fields, fileName: file.name });
  return new Upload(Buffer.from(await file.arrayBuffer()), file.name || null, fields);
}

async function readBytes({ req }: Context, limit: number, said: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is still on its way is read and dropped: else the client may never see our answer.
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > limit) throw tooLarge(said);
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number) =>
  new AppError("too_large", `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB`);
