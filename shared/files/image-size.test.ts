import { describe, expect, test } from "vitest";
import { imageSizeOf } from "./image-size.ts";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));

const app0 = [0xff, 0xe0, 0, 6, 1, 2, 3, 4];
const frame = [0xff, 0xc2, 0, 11, 8, 0x02, 0x58, 0x03, 0x20];

describe("the size of an image", () => {
  test.each([
    ["a PNG", bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [0, 0, 3, 32, 0, 0, 2, 88])],
    ["a GIF", bytes("GIF89a", [0x20, 0x03, 0x58, 0x02])],
    ["a JPEG with segments before its frame", bytes([0xff, 0xd8], app0, [0xff], frame)],
    ["a WebP", bytes("RIFF....WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0])],
    ["a lossless WebP", bytes("RIFF....WEBPVP8L", [0, 0, 0, 0, 0x2f, 0x1f, 0xc3, 0x95, 0])],
    ["a lossy WebP", bytes("RIFF....WEBPVP8 ", [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x20, 3, 0x58, 2])],
  ])("of %s stands in its first bytes", (_, content) => {
    expect(imageSizeOf(content)).toEqual({ width: 800, height: 600 });
  });

  test.each(["", "<svg/>", "\xff\xd8", "\xff\xd8\xff\xe0\xff", "GIF89a", "RIFF....WEBPVP9 ", "%PDF-1.7"])(
    "of %j is none",
    (text) => {
      expect(imageSizeOf(bytes(text))).toBeNull();
    },
  );
});
