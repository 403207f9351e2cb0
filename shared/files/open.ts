/** Opens the store of files that the settings name: S3 where `S3_*` is set, else a folder under `DATA_DIR`. */
import { join, resolve } from "node:path";
import type { Config } from "#shared/config.ts";
import type { FileStore } from "./file-store.ts";
import { folderFileStore } from "./folder.ts";

/** Touches neither disk nor network yet. */
export async function openFileStore(config: Config): Promise<FileStore> {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (!bucket || !accessKeyId || !secretAccessKey) return folderFileStore(join(resolve(config.DATA_DIR), "files"));
  // Amazon's SDK is large: only who uses it loads it.
  const { s3FileStore } = await import("./s3.ts");
  return s3FileStore({
    bucket,
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION ?? "us-east-1",
    accessKeyId,
    secretAccessKey,
    forcePathStyle: config.S3_FORCE_PATH_STYLE ?? config.S3_ENDPOINT !== undefined,
  });
}
