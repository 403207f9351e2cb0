/** Photos sent into a test chat: checked by their content, and kept for as long as the session. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { z } from "zod";
import { newId } from "#shared/db/new-id.ts";
import { AppError } from "#shared/errors.ts";
import { imageSizeOf } from "#shared/files/image-size.ts";
import { mostPreviewBytes, previewFileId } from "#shared/inbox/preview-person.ts";
import type { SendPhotoQuery } from "#shared/schemas/preview.ts";
import type { Scope } from "../http/route.ts";
import type { Upload } from "../http/upload.ts";
import { type Content, captioned, send, type WritingDeps } from "./writing.ts";

/** Telegram's limit of a photo. In bytes, as all here. */
export const maxPhotoBytes = 10 * 1024 * 1024;

/** @returns the message's id. @throws {AppError} `invalid`: no image; `too_large`: too much in this session */
export function sendPhoto(
  scope: Scope,
  sessionId: string,
  upload: Upload,
  query: z.output<typeof SendPhotoQuery>,
  deps: WritingDeps,
): Promise<number> {
  const { content } = upload;
  const asDocument = (query.as ?? upload.fields.as) === "document";
  return send(
    scope,
    sessionId,
    async (_, em): Promise<Content> => {
      const size = imageSizeOf(content);
      if (!size) throw new AppError("invalid", "Send a JPEG, PNG, GIF or WebP image");
      const name = asDocument ? (query.fileName ?? upload.name ?? "image") : null;
      const id = await keep(em, { tenantId: scope.tenantId, sessionId, name, content });
      const file = { file_id: previewFileId(id), file_unique_id: id, file_size: content.length };
      const caption = captioned(query.caption ?? upload.fields.caption);
      if (name === null) return { photo: [{ ...file, ...size }], ...caption };
      return { document: { ...file, file_name: name }, ...caption };
    },
    deps,
  );
}

interface SentFile {
  tenantId: string;
  sessionId: string;
  name: string | null;
  content: Buffer;
}

async function keep(em: EntityManager, { tenantId, sessionId, name, content }: SentFile): Promise<string> {
  const [row] = await em.execute<{ bytes: number }[]>(
    "select coalesce(sum(octet_length(content)), 0)::float8 as bytes from preview_files where session_id = ?",
    [sessionId],
  );
  if (row!.bytes + content.length > mostPreviewBytes)
    throw new AppError("too_large", "This test chat holds 50 MB of files: begin a new one");
  const id = newId();
  await em.execute(
    "insert into preview_files (id, session_id, tenant_id, name, content) values (?, ?, ?, ?, decode(?, 'base64'))",
    [id, sessionId, tenantId, name, content.toString("base64")],
    "run",
  );
  return id;
}
