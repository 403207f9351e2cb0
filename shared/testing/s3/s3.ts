/**
 * S3 for tests: a bucket over real HTTP, with path-style addresses. Signatures are checked; a body that breaks off
 * stores nothing.
 *
 *     await using s3 = await startS3();
 *     const config = readConfig(s3.settings);
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Listener } from "../listener.ts";
import { Bucket } from "./bucket.ts";
import { signatureFault } from "./signature.ts";

const bucketName = "botfactory-test";
const keys = { accessKeyId: "AKIDOFTHETEST", secretAccessKey: "the secret of the test" };

export async function startS3(): Promise<S3> {
  const bucket = await Bucket.make();
  const s3: S3 = new S3(bucket, await Listener.open((request, response) => s3.handle(request, response)));
  return s3;
}

export class S3 implements AsyncDisposable {
  readonly bucket: Bucket;
  readonly #listener: Listener;
  /** As `GET /bucket/key`. */
  readonly requests: string[] = [];

  constructor(bucket: Bucket, listener: Listener) {
    this.bucket = bucket;
    this.#listener = listener;
  }

  get settings() {
    return {
      S3_ENDPOINT: this.#listener.url,
      S3_BUCKET: bucketName,
      S3_REGION: "eu-test-1",
      S3_ACCESS_KEY_ID: keys.accessKeyId,
      S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
  }

  /** Resets all connections and refuses new ones, for good. */
  refuse(): Promise<void> {
    return this.#listener.refuse();
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "", "http://s3");
    this.requests.push(`${request.method} ${url.pathname}`);
    this.#answer(request, response, url).catch(() => response.destroy());
  }

  async #answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const fault = signatureFault(request, keys);
    if (fault) return refuse(response, 403, fault);
    const [, name, ...rest] = decodeURIComponent(url.pathname).split("/");
    if (name !== bucketName) return refuse(response, 404, "NoSuchBucket");
    const key = rest.join("/");
    if (key === "") return this.#onBucket(request, response, url.searchParams);
    if (url.searchParams.has("uploads") || url.searchParams.has("uploadId"))
      return this.#onUpload(request, response, key, url.searchParams);
    return this.#onObject(request, response, key);
  }

  async #onObject(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
    if (request.method === "PUT") {
      const { etag } = await this.bucket.put(key, request);
      return void response.writeHead(200, { ETag: etag }).end();
    }
    if (request.method === "DELETE") {
      await this.bucket.delete(key);
      return void response.writeHead(204).end();
    }
    const object = this.bucket.find(key);
    if (!object) return refuse(response, 404, "NoSuchKey");
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const first = range ? Number(range[1]) : 0;
    const last = Math.min(range ? Number(range[2]) : Infinity, object.size - 1);
    if (range && first > last) return refuse(response, 416, "InvalidRange");
    response.writeHead(range ? 206 : 200, {
      "Content-Length": last - first + 1,
      "Accept-Ranges": "bytes",
      ...(range && { "Content-Range": `bytes ${first}-${last}/${object.size}` }),
    });
    if (request.method === "HEAD" || object.size === 0) return void response.end();
    await pipeline(this.bucket.read(object, first, last), response);
  }

  async #onUpload(request: IncomingMessage, response: ServerResponse, key: string, query: URLSearchParams) {
    const id = query.get("uploadId") ?? "";
    if (request.method === "POST" && query.has("uploads"))
      return xml(response, "InitiateMultipartUploadResult", `<UploadId>${this.bucket.begin(key)}</UploadId>`);
    if (request.method === "PUT") {
      const part = await this.bucket.putPart(id, Number(query.get("partNumber")), request);
      if (!part) return refuse(response, 404, "NoSuchUpload");
      return void response.writeHead(200, { ETag: part.etag }).end();
    }
    if (request.method === "POST") {
      const parts = elements(await text(request), "Part").map((part) => ({
        part: Number(element(part, "PartNumber")),
        etag: element(part, "ETag").replaceAll("&quot;", '"'),
      }));
      if (!(await this.bucket.complete(id, parts))) return refuse(response, 400, "InvalidPart");
      return xml(response, "CompleteMultipartUploadResult", `<Key>${key}</Key>`);
    }
    if (!(await this.bucket.abort(id))) return refuse(response, 404, "NoSuchUpload");
    response.writeHead(204).end();
  }

  async #onBucket(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (request.method === "POST" && query.has("delete")) {
      for (const key of elements(await text(request), "Key")) await this.bucket.delete(key);
      return xml(response, "DeleteResult", "");
    }
    if (query.has("uploads")) {
      const uploads = this.bucket.uploads.map(
        ({ id, key, initiated }) =>
          `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated.toISOString()}</Initiated></Upload>`,
      );
      return xml(response, "ListMultipartUploadsResult", `<IsTruncated>false</IsTruncated>${uploads.join("")}`);
    }
    if (query.get("list-type") !== "2") return refuse(response, 501, "NotImplemented");
    const after = query.get("continuation-token") ?? "";
    const matching = this.bucket.keys.filter((key) => key.startsWith(query.get("prefix") ?? "") && key > after);
    // Short pages, so that whoever reads only the first is found out.
    const page = matching.slice(0, 3);
    const more = matching.length > page.length;
    const contents = page.map(
      (key) => `<Contents><Key>${key}</Key><Size>${this.bucket.find(key)!.size}</Size></Contents>`,
    );
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    xml(response, "ListBucketResult", `<IsTruncated>${more}</IsTruncated>${next}${contents.join("")}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener[Symbol.asyncDispose]();
    await this.bucket[Symbol.asyncDispose]();
  }
}

const elements = (document: string, name: string): string[] =>
  [...document.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, content]) => content!);

const element = (document: string, name: string) => elements(document, name)[0] ?? "";

function xml(response: ServerResponse, root: string, content: string, status = 200): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${root}>${content}</${root}>`;
  response.writeHead(status, { "Content-Type": "application/xml", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

const refuse = (response: ServerResponse, status: number, code: string) =>
  xml(response, "Error", `<Code>${code}</Code><Message>${code}</Message>`, status);
