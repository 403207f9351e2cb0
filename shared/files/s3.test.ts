import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "#shared/config.ts";
import { type S3, startS3 } from "#shared/testing/s3/s3.ts";
import { fileStoreContract } from "./file-store.contract.ts";
import { openFileStore } from "./open.ts";

fileStoreContract("a bucket of S3", async () => {
  const s3 = await startS3();
  return {
    settings: s3.settings,
    count: async () => s3.bucket.keys.length + s3.bucket.uploads.length,
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  };
});

describe("a bucket of S3", () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3[Symbol.asyncDispose]());

  const put = async (settings: Record<string, string>) => {
    await using files = await openFileStore(readConfig(settings));
    return files.put("a", Readable.from(["x"], { objectMode: false }), { maxBytes: 9 });
  };

  test("lets in who has its key, and nobody else, and keeps the key to itself", async () => {
    expect(await put(s3.settings)).toBe(1);
    await expect(put({ ...s3.settings, S3_ACCESS_KEY_ID: "AKIDOFANOTHER" })).rejects.toThrow("InvalidAccessKeyId");
    const stolen = put({ ...s3.settings, S3_SECRET_ACCESS_KEY: "another secret" });
    await expect(stolen).rejects.toThrow("SignatureDoesNotMatch");
    expect(JSON.stringify(await stolen.catch((error: object) => ({ ...error })))).not.toContain("another secret");
    await expect(put({ ...s3.settings, S3_BUCKET: "another" })).rejects.toThrow("NoSuchBucket");
  });

  test("that is away is an error, soon", async () => {
    await s3.refuse();
    await expect(put(s3.settings)).rejects.toThrow("ECONNREFUSED");
  });
});
