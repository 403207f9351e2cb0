/**
 * A compose file as Docker would read it: merged, with its variables filled in. What it may contain is the part of the
 * compose specification that ours use, so that a slip of the pen is found although no Docker is there to find it.
 */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

const Duration = z.string().regex(/^\d+s$/);
const Size = z.string().regex(/^\d+[kmg]b?$/i);
const Names = z.array(z.string());
/** With an exact version, but for what is built here. */
const ImageName = z.string().regex(/^(botfactory|[\w./-]+:\d+\.\d+\.?\d*-\w+)$/);

const Healthcheck = z.strictObject({
  test: z.tuple([z.literal("CMD")], z.string()),
  interval: Duration,
  timeout: Duration,
  retries: z.int(),
  start_period: Duration.optional(),
});

const Service = z.strictObject({
  image: ImageName,
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  command: Names.optional(),
  user: z.string().optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: Names.default([]),
  volumes: Names.default([]),
  tmpfs: z.string().optional(),
  networks: Names.default([]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(["service_started", "service_healthy"]),
        required: z.boolean().optional(),
      }),
    )
    .default({}),
  healthcheck: Healthcheck.optional(),
  restart: z.literal("unless-stopped"),
  stop_grace_period: Duration.optional(),
  shm_size: Size.optional(),
  read_only: z.boolean().optional(),
  cap_drop: Names.optional(),
  cap_add: Names.optional(),
  security_opt: Names.optional(),
  logging: z.strictObject({
    driver: z.literal("json-file"),
    options: z.strictObject({ "max-size": z.string(), "max-file": z.string() }),
  }),
  deploy: z
    .strictObject({
      replicas: z.coerce.number().int().optional(),
      resources: z.strictObject({ limits: z.strictObject({ cpus: z.string(), memory: Size, pids: z.int() }) }),
    })
    .optional(),
});
export type ComposeService = z.output<typeof Service>;

const Compose = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })).default({}),
  volumes: z.record(z.string(), z.strictObject({})).default({}),
});
export type Compose = z.output<typeof Compose>;

/**
 * @param variables what .env says
 * @throws {Error} with the file's own sentence when one is missing that it demands
 * @throws {z.ZodError} when it contains what it should not
 */
export async function readCompose(file: string, variables: Record<string, string>): Promise<Compose> {
  const document: Record<string, unknown> = parse(await readFile(file, "utf8"), { merge: true });
  const entries = Object.entries(document).filter(([key]) => !key.startsWith("x-"));
  return Compose.parse(fillIn(Object.fromEntries(entries), variables));
}

function fillIn(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === "string") return fillInText(value, variables);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, variables)]));
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}`, the innermost first. */
function fillInText(text: string, variables: Record<string, string>): string {
  const filled = text.replaceAll(/\$\{(\w+)(?::([-?])([^${}]*))?\}/g, (_, name: string, kind = "-", more = "") => {
    const value = variables[name];
    if (value) return value;
    if (kind === "?") throw new Error(`${name} ${more}`);
    return more;
  });
  return filled === text ? text : fillInText(filled, variables);
}

/** The names of the variables that a file asks for. */
export async function variablesIn(file: string): Promise<string[]> {
  return [...(await readFile(file, "utf8")).matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
}
