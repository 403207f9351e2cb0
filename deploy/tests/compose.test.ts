import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "#shared/config.ts";
import { type Compose, type ComposeService, readCompose, variablesIn } from "./testing/compose.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const simple = join(root, "docker-compose.yml");
const production = join(root, "deploy/docker-compose.production.yml");
const filledIn = {
  SECRET_KEY: "0123456789abcdef0123456789abcdef",
  POSTGRES_PASSWORD: "0123456789abcdef",
  DOMAIN: "bots.example.com",
};

describe.each([
  ["docker-compose.yml", simple, { "control-plane": ["127.0.0.1:8080:8080"] }],
  ["deploy/docker-compose.production.yml", production, { caddy: ["80:80", "443:443", "443:443/udp"] }],
])("%s", (_, file, published) => {
  let compose: Compose;
  let ours: [string, ComposeService][];
  beforeAll(async () => {
    compose = await readCompose(file, filledIn);
    ours = Object.entries(compose.services).filter(([, { build }]) => build);
  });

  test("is ours to run: the control plane and the runtimes, from one image", () => {
    expect(ours.map(([name, { image, build }]) => [name, image, build!.dockerfile])).toEqual([
      ["control-plane", "botfactory", "deploy/Dockerfile"],
      ["runtime", "botfactory", "deploy/Dockerfile"],
    ]);
  });

  test("publishes the page alone", () => {
    const ports = Object.entries(compose.services).flatMap(([name, { ports }]) =>
      ports.length ? [[name, ports]] : [],
    );
    expect(Object.fromEntries(ports)).toEqual(published);
  });

  test("sets nothing but settings, to values that they take", () => {
    for (const [, { environment }] of ours) {
      const given = Object.keys(environment).filter((name) => environment[name]);
      expect(Object.keys(readConfig(environment))).toEqual(expect.arrayContaining(given));
    }
  });

  test("starts files that exist", async () => {
    for (const [, { command }] of ours) {
      const [program, script, ...more] = command!;
      expect([program, more]).toEqual(["node", []]);
      await access(join(root, script!));
    }
  });

  test("gives a runtime the time to hand its bots over", () => {
    for (const [, { stop_grace_period }] of ours) {
      expect(Number.parseInt(stop_grace_period!, 10)).toBeGreaterThanOrEqual(20);
    }
  });

  test("has several runtimes: none of them has a name or a port that only one can have", () => {
    expect(compose.services.runtime!.ports).toEqual([]);
  });

  test("shows all of ours the same files, in a folder that the image has", async () => {
    for (const [, { volumes }] of ours) expect(volumes).toEqual(["files:/app/data"]);
    expect(await readFile(join(root, "deploy/Dockerfile"), "utf8")).toMatch(
      /^COPY .*--chown=1000:1000 \/app\/data data$/m,
    );
  });

  test("names services, networks and volumes that it defines", () => {
    for (const { depends_on, networks, volumes } of Object.values(compose.services)) {
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks));
      const named = volumes.map((volume) => volume.split(":")[0]!).filter((source) => !source.startsWith("."));
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named));
    }
  });

  test("waits only for the health of what tells it", () => {
    const tells = ([name, { healthcheck, build }]: [string, ComposeService]) => (healthcheck || build ? [name] : []);
    const telling = Object.entries(compose.services).flatMap(tells);
    for (const { depends_on } of Object.values(compose.services)) {
      const awaited = Object.entries(depends_on).filter(([, { condition }]) => condition === "service_healthy");
      expect(telling).toEqual(expect.arrayContaining(awaited.map(([name]) => name)));
    }
  });

  test("keeps nothing in Redis, and lets it drop nothing of its own accord", () => {
    const all = Object.entries(compose.services).filter(([name]) => name.startsWith("redis"));
    expect(all).toHaveLength(compose.services.runtime!.environment.REDIS_URL!.split(",").length);
    for (const [, { command }] of all) expect(command!.join(" ")).toMatch(/--save {2}--appendonly no .*noeviction$/);
  });

  test("says what to do when there is no secret key", async () => {
    await expect(readCompose(file, { ...filledIn, SECRET_KEY: "" })).rejects.toThrow(
      "SECRET_KEY is missing in the file .env. Make one with: openssl rand -hex 32",
    );
  });

  test("asks for nothing that .env.example does not explain", async () => {
    const explained = Object.keys(parseEnv(await readFile(join(root, ".env.example"), "utf8")));
    expect(explained).toEqual(expect.arrayContaining(await variablesIn(file)));
  });
});

describe("deploy/docker-compose.production.yml", () => {
  test("lets no container write, gain rights or take more than its share", async () => {
    const { services } = await readCompose(production, filledIn);
    for (const [name, service] of Object.entries(services)) {
      expect(service.cap_drop, name).toEqual(["ALL"]);
      expect(service.security_opt, name).toEqual(["no-new-privileges:true"]);
      expect(service.deploy?.resources.limits, name).toBeDefined();
      if (name !== "postgres") expect(service.read_only, name).toBe(true);
    }
  });

  test("works with a PostgreSQL and a Redis elsewhere", async () => {
    const elsewhere = { DATABASE_URL: "postgres://u:p@db.example.com/b", REDIS_URL: "rediss://cache.example.com" };
    const { services } = await readCompose(production, { ...filledIn, ...elsewhere, POSTGRES_REPLICAS: "0" });
    expect(services.runtime!.environment).toMatchObject(elsewhere);
    expect(services.postgres!.deploy!.replicas).toBe(0);
    expect(services.runtime!.depends_on.postgres!.required).toBe(false);
  });

  test("believes its own proxy about where a request comes from", async () => {
    const { services } = await readCompose(production, filledIn);
    expect(services["control-plane"]!.environment).toMatchObject({
      TRUST_PROXY: "true",
      PUBLIC_URL: "https://bots.example.com",
    });
  });
});

describe(".env.example", () => {
  test("sets nothing but settings and what the compose files ask for", async () => {
    const example = parseEnv(await readFile(join(root, ".env.example"), "utf8"));
    const asked = new Set([...(await variablesIn(simple)), ...(await variablesIn(production))]);
    const samples: Record<string, string> = {
      OPENAI_API_KEY: "sk-…",
      OPENAI_BASE_URL: "https://models.example.com",
      S3_FORCE_PATH_STYLE: "true",
    };
    // These three go together.
    const s3 = { S3_BUCKET: "files", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
    for (const [name, value] of Object.entries(example)) {
      if (asked.has(name)) continue;
      const more = name.startsWith("S3_") ? s3 : {};
      expect(readConfig({ ...more, [name]: value || samples[name] || "https://bots.example.com" })).toHaveProperty(
        name,
      );
    }
  });
});
