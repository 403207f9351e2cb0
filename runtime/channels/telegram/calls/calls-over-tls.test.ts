import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { certificate } from "#shared/testing/tls/certificate.ts";
import { calling, failure, post } from "./testing/calling.ts";
import { echo, serving } from "./testing/scripted-server.ts";

describe("calls over TLS", () => {
  test("go over TLS, and resume it", async () => {
    const resumed: boolean[] = [];
    await using server = await serving({
      secure: true,
      handle: ({ socket, answer, body }) => {
        resumed.push((socket as TLSSocket).isSessionReused());
        answer(body, "Connection: close");
      },
    });
    await using calls = calling(server.origin);
    for (let n = 0; n < 3; n++) expect(await post(calls, { n })).toEqual({ n });
    expect(resumed).toEqual([false, true, true]);
  });

  test("keep a connection over TLS that answers before it is told that the request has left", async () => {
    // In a thread of its own: it answers while this one is busy.
    await using server = new Worker(
      `const { createServer } = require("node:https"), { parentPort, workerData } = require("node:worker_threads");
       let accepted = 0;
       createServer(workerData, (_, response) => response.end(String(accepted)))
         .on("secureConnection", () => accepted++)
         .listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });`,
      { eval: true, workerData: certificate() },
    );
    const [port] = await once(server, "message");
    await using calls = calling(`https://127.0.0.1:${port}`);
    for (let n = 0; n < 5; n++) {
      const answered = new Promise((resolve) => {
        setImmediate(() => {
          resolve(post(calls));
          for (const until = performance.now() + 20; performance.now() < until; );
        });
      });
      expect(await answered).toBe(1);
    }
  });

  test("bring large answers over TLS", async () => {
    await using server = await serving({
      secure: true,
      handle: ({ answer, body }) => answer(`"${body.repeat(100_000)}"`),
    });
    await using calls = calling(server.origin);
    const answers = await Promise.all([post(calls, 7), post(calls, 8)]);
    expect(answers).toEqual(["7".repeat(100_000), "8".repeat(100_000)]);
    expect(await post(calls, 9)).toBe("9".repeat(100_000));
    expect(server.accepted).toBe(2);
  });

  test("do not go to a server that nobody vouches for, or that is another one", async () => {
    await using server = await serving({ secure: true, handle: echo });
    await using untrusting = calling(server.origin, { ca: undefined });
    expect(await failure(post(untrusting))).toMatchObject({ cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    // The same server by an address that its certificate doesn't name.
    await using misled = calling(`https://[::ffff:127.0.0.1]:${server.port}`);
    expect(await failure(post(misled))).toMatchObject({ cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" } });
    expect(server.arrived).toEqual([]);
  });
});
