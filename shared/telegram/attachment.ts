/** The file of an outgoing message: brought along with the call, or named by its id or address. */
import { badRequest } from "./api-error.ts";
import { captionContent } from "./content.ts";
import { isRecord, Params } from "./params.ts";

export interface KnownFile {
  /** The `file_id`. */
  id: string;
  /** The `file_unique_id`. */
  uniqueId: string;
  /** In bytes. */
  size: number;
  name: string | null;
  mimeType: string | null;
  /** `null` for what is no image. */
  image: { width: number; height: number } | null;
}

/** Opens a file as a call names it: `attach://…` for what the call brings along. @returns `undefined` for an unknown one */
export type FindFile = (reference: string) => KnownFile | undefined;

/** Kinds of which Telegram tells under which name the file came; of others besides photos it tells no name. */
const named = new Set(["document", "video", "animation", "audio"]);
const withoutCaption = new Set(["sticker", "video_note"]);

/** Telegram's limits of a photo: its bytes, and its width and height together. */
const maxPhotoBytes = 10 * 1024 * 1024;
const maxPhotoSides = 10_000;

/** A file that the call names in the field of its kind, with the caption beside it. @throws {ApiError} 400 */
export function attachedContent(kind: string, params: Params, find: FindFile): object {
  const file = fileNamed(params.fileReference(kind), find);
  if (!file) throw badRequest(`there is no ${kind.replace("_", " ")} in the request`);
  return { ...shown(kind, file), ...(!withoutCaption.has(kind) && captionContent(params)) };
}

const mediaKinds = new Set(["photo", "video", "document", "audio"]);

/** A file with its caption, as an InputMedia describes it. @throws {ApiError} 400 */
export function mediaContent(item: unknown, find: FindFile, { inAlbum }: { inAlbum: boolean }): object {
  const refuse = (reason: string) => badRequest(`can't parse InputMedia: ${reason}`);
  if (!isRecord(item)) throw refuse("expected an Object");
  const media = new Params(item);
  const caption = captionContent(media);
  const kind = media.text("type");
  const file = fileNamed(media.text("media"), find);
  if (!file) throw refuse("media not found");
  if (kind === "animation") {
    if (inAlbum) throw refuse(`type "animation" can't be used in sendMediaGroup`);
  } else if (!mediaKinds.has(kind)) throw refuse(`type "${kind}" is unsupported`);
  return { ...shown(kind, file), ...caption };
}

/** @returns `null` when none is named, or one that should have come along and did not */
function fileNamed(reference: string, find: FindFile): KnownFile | null {
  const file = reference === "" ? undefined : find(reference);
  if (file) {
    if (file.size === 0) throw badRequest("file must be non-empty");
    return file;
  }
  if (reference === "" || reference.startsWith("attach://")) return null;
  throw badRequest("wrong file identifier/HTTP URL specified");
}

/** The field of the message that holds the file. */
function shown(kind: string, { id, uniqueId, size, name, mimeType, image }: KnownFile): object {
  const file = { file_id: id, file_unique_id: uniqueId, file_size: size };
  if (kind === "photo") {
    if (size > maxPhotoBytes) throw badRequest("file is too big");
    if (!image) throw badRequest("IMAGE_PROCESS_FAILED");
    if (image.width + image.height > maxPhotoSides) throw badRequest("PHOTO_INVALID_DIMENSIONS");
    return { photo: [{ ...file, ...image }] };
  }
  const type = mimeType && (named.has(kind) || kind === "voice") && { mime_type: mimeType };
  return { [kind]: { ...file, ...(name && named.has(kind) && { file_name: name }), ...type } };
}
