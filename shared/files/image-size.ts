/** How large an image is in pixels, read from its first bytes: of the kinds that people send as photos. */

export interface ImageSize {
  width: number;
  height: number;
}

/** @returns `null` for anything but a JPEG, PNG, GIF or WebP that is whole at its beginning */
export function imageSizeOf(content: Buffer): ImageSize | null {
  try {
    return png(content) ?? gif(content) ?? webp(content) ?? jpeg(content);
  } catch (error) {
    if (error instanceof RangeError) return null; // cut off
    throw error;
  }
}

const png = (content: Buffer): ImageSize | null =>
  content.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n"
    ? { width: content.readUInt32BE(16), height: content.readUInt32BE(20) }
    : null;

const gif = (content: Buffer): ImageSize | null =>
  /^GIF8[79]a$/.test(content.subarray(0, 6).toString("latin1"))
    ? { width: content.readUInt16LE(6), height: content.readUInt16LE(8) }
    : null;

function webp(content: Buffer): ImageSize | null {
  const text = (start: number, end: number) => content.subarray(start, end).toString("latin1");
  if (text(0, 4) !== "RIFF" || text(8, 12) !== "WEBP") return null;
  switch (text(12, 16)) {
    case "VP8X":
      return { width: content.readUIntLE(24, 3) + 1, height: content.readUIntLE(27, 3) + 1 };
    case "VP8L": {
      const bits = content.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: content.readUInt16LE(26) & 0x3fff, height: content.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
}

/** Its size stands in the first frame's header, after any number of other segments. */
function jpeg(content: Buffer): ImageSize | null {
  if (content.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; ; ) {
    if (content.readUInt8(at) !== 0xff) return null;
    const marker = content.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: content.readUInt16BE(at + 5), width: content.readUInt16BE(at + 7) };
    at += marker === 0xff ? 1 : 2 + content.readUInt16BE(at + 2);
  }
}
