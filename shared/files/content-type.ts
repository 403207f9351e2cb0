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

export const isPassiveImage = (type: string): boolean => Object.hasOwn(images, type);

/** @returns the ending of a file's name, without the dot; `bin` for what is no passive image */
export const endingOf = (type: string): string => (isPassiveImage(type) ? images[type]! : "bin");

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
  return { type: found?.mime ?? "application/octet-stream", content: joined(head, source) };
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
