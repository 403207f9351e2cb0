/** Files as their first bytes make them: what follows is filled up to the size that is wished. */

const beginnings = {
  jpeg: "ffd8ffe000104a46494600010100000100010000",
  png: "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154",
  webp: "524946461a000000574542505650384c0d0000002f",
  gif: "47494638396101000100800000",
  heic: "00000018667479706865696300000000686569636d696631",
  avif: "00000018667479706176696600000000617669666d696631",
  pdf: "255044462d312e370a25e2e3cfd30a",
} as const;

/** @param size in bytes */
export function sample(kind: keyof typeof beginnings, size = 1000): Buffer<ArrayBuffer> {
  const file = Buffer.alloc(size, 0x55);
  file.write(beginnings[kind], "hex");
  return file;
}
