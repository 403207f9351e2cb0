/**
 * Files in a bucket of an S3-compatible service. What is longer than a part is uploaded part by part, and appears when
 * the last of them is there. Importing this file loads Amazon's SDK: only who uses it does.
 */
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { type FileStore, requireKey, requirePrefix } from "./file-store.ts";
import { Limited, TooLong } from "./limited.ts";

export interface S3Settings {
  /** Amazon's own by default. */
  endpoint: string | undefined;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  forcePathStyle: boolean;
}

/** How long the service may take to connect, and then to begin an answer, in milliseconds. */
const connectTimeoutMs = 5_000;
const answerTimeoutMs = 30_000;

export function s3FileStore({ bucket, endpoint, region, forcePathStyle, ...credentials }: S3Settings): FileStore {
  const client = new S3Client({
    ...(endpoint && { endpoint }),
    region,
    forcePathStyle,
    credentials,
    // Services other than Amazon's often do not know the checksums that the SDK adds by itself.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });

  return {
    async put(key, content, { maxBytes }) {
      requireKey(key);
      const limited = new Limited(content, maxBytes);
      const body = Readable.from(limited, { objectMode: false });
      // One part at a time: 5 MB are all that a file takes of our memory. What fails takes its parts back.
      const upload = new Upload({ client, params: { Bucket: bucket, Key: key, Body: body }, queueSize: 1 });
      try {
        await upload.done();
        return limited.bytes;
      } catch (error) {
        if (error instanceof TooLong) return null;
        throw error;
      } finally {
        body.destroy();
      }
    },

    async open(key, part) {
      requireKey(key);
      const range = part && { Range: `bytes=${part.first}-${part.last}` };
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }));
        const whole = answer.ContentRange?.split("/").at(-1);
        return { size: Number(whole ?? answer.ContentLength), body: answer.Body as Readable };
      } catch (error) {
        if (error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound")) return null;
        throw error;
      }
    },

    async delete(key) {
      requireKey(key);
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },

    async deletePrefix(prefix) {
      requirePrefix(prefix);
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        if (Contents.length === 0) continue;
        const Objects = Contents.map(({ Key }) => ({ Key }));
        const { Errors = [] } = await client.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        if (Errors.length > 0) throw new Error(`${Errors.length} files could not be deleted: ${Errors[0]!.Code}`);
      }
    },

    async deleteUnfinished(before) {
      for (let from = {}, more = true; more; ) {
        const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...from }));
        for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
          if (Initiated && Initiated < before)
            await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
        from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
        more = page.IsTruncated ?? false;
      }
    },

    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
}
