/** What a file is, by its first bytes: what its sender, its name or Telegram say of it counts for nothing. */

/** Images that run nothing where they are shown, with the ending that their files get. */
const images: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/apng": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/heic": "heic",
  "image/heif": "heif",
  "image/avif": "avif",
};

/** What people send besides, by the same token: files that are opened by a program for them, and run nothing by themselves. */
const documents: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "application/rtf": "rtf",
  "application/zip": "zip",
  "application/epub+zip": "epub",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/vnd.oasis.opendocument.spreadsheet": "ods",
  "application/vnd.oasis.opendocument.presentation": "odp",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "audio/wav": "wav",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
};

export const isPassiveImage = (type: string): boolean => Object.hasOwn(images, type);

/** Texts have no first bytes to know them by: these endings make no program run them, whatever is in them. */
const textEnding = /\.(txt|csv|tsv|md|log|json)$/i;

/**
 * @param name as its sender called it
 * @returns the ending of the file's name, without the dot; `bin` for what might be run
 */
export function endingOf(type: string, name: string | null): string {
  const known = { ...images, ...documents };
  if (Object.hasOwn(known, type)) return known[type]!;
  const [, ending] = (type === unknownType && textEnding.exec(name ?? "")) || [];
  return ending?.toLowerCase() ?? "bin";
}

const unknownType = "application/octet-stream";

/** Enough for every type that is told apart here. */
const headBytes = 16 * 1024;

export interface Typed {
  /** As in `image/jpeg`; `application/octet-stream` for what nobody knows. */
  type: string;
  /** All of the content, once. */
  content: AsyncIterable<Uint8Array>;
}

/** Reads as little of `content` as it takes. */
export async function typed(content: AsyncIterable<Uint8Array>): Promise<Typed> {
  const source = content[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const { done, value } = await source.next();
    if (done) break;
    head.push(value);
    length += value.length;
  }
  // Loaded with the first file: many bots never keep one.
  const { fileTypeFromBuffer } = await import("file-type");
  const found = await fileTypeFromBuffer(Buffer.concat(head));
  return { type: found?.mime ?? unknownType, content: joined(head, source) };
}

async function* joined(head: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    // Whoever stops reading here lets go of the source too.
    await rest.return?.();
  }
}
