/** What was sent in a test chat, by either side, as long as the session lasts. */
import { Readable } from "node:stream";
import { NotFound } from "#shared/errors.ts";
import { typed } from "#shared/files/content-type.ts";
import { previewFileOf } from "#shared/inbox/preview-person.ts";
import { inert } from "../files/inert.ts";
import { partOf } from "../files/range.ts";
import type { Scope } from "../http/route.ts";
import type { Streamed } from "../http/streamed.ts";
import { findSession } from "./session.ts";

/**
 * @param fileId as messages name it
 * @param range the header of that name
 * @throws {NotFound} also when it was sent in another session
 */
export async function openPreviewFile(
  scope: Scope,
  sessionId: string,
  fileId: string,
  range: string | undefined,
): Promise<Streamed> {
  await findSession(scope, sessionId);
  const [file] = await scope.em.execute<{ name: string | null; content: Buffer }[]>(
    "select name, content from preview_files where session_id = ? and id::text = ?",
    [sessionId, previewFileOf(fileId)],
  );
  if (!file) throw new NotFound("This file");
  const { name, content } = file;
  const size = content.length;
  const part = partOf(range, size);
  const { type: contentType } = await typed(Readable.from([content]));
  const body = Readable.from([part ? content.subarray(part.first, part.last + 1) : content]);
  return inert({ name, contentType, size, part, body });
}
