/** The OpenAPI 3.1 document, made from the same routes that answer. */
import { z } from "zod";
import { ErrorBody } from "#shared/schemas/error.ts";
import type { Route } from "./route.ts";
import { itemOf, mediaTypesOf } from "./streamed.ts";

type Json = Record<string, unknown>;

/** @param prefix that all routes share, as in `/api/v1` */
export function openApi(routes: readonly Route[], prefix: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = prefix + route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "BotFactory", version: "1", description: "Telegram bots with AI, commands, menus and forms." },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "From GET /api/auth/token" },
        key: { type: "apiKey", in: "header", name: "X-API-Key" },
        session: { type: "apiKey", in: "cookie", name: "botfactory.session_token" },
      },
      responses: { Error: { description: "Refused, with the reason", content: json(ErrorBody, "output") } },
    },
  };
}

function operation({ method, path, summary, needs, status, params, query, body, answer }: Route): Json {
  return {
    summary,
    operationId: operationId(method, path),
    tags: [path.split("/")[1]],
    security: security(needs),
    parameters: [...parameters("path", params), ...parameters("query", query)],
    ...(body && { requestBody: { required: true, content: content(body, "input") } }),
    responses: {
      [status]: { description: "Done", ...(answer && { content: content(answer, "output") }) },
      default: { $ref: "#/components/responses/Error" },
    },
  };
}

/** `get /bots/:botId/commands` → `getBotsCommandsByBotId` */
function operationId(method: string, path: string): string {
  const parts = path.split("/").filter(Boolean);
  const words = parts.filter((part) => !part.startsWith(":")).flatMap((part) => part.split(/[-.]/));
  const names = parts.filter((part) => part.startsWith(":")).map((part) => `By${capital(part.slice(1))}`);
  return [method, ...words.map(capital), ...names].join("");
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function security(needs: Route["needs"]): Json[] {
  if (needs === "nobody") return [];
  const inPerson: Json[] = [{ token: [] }, { session: [] }];
  return needs === "admin in person" || needs === "operator" ? inPerson : [...inPerson, { key: [] }];
}

function parameters(where: "path" | "query", contract: z.ZodType | undefined): Json[] {
  if (!contract) return [];
  const { properties = {}, required = [] } = schema(contract, "input") as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema,
  }));
}

function content(contract: z.ZodType, io: "input" | "output"): Json {
  const types = mediaTypesOf(contract);
  const item = itemOf(contract);
  if (!types) return json(contract, io);
  return Object.fromEntries(types.map((type) => [type, item ? { schema: schema(item, io) } : {}]));
}

const json = (contract: z.ZodType, io: "input" | "output"): Json => ({
  "application/json": { schema: schema(contract, io) },
});

function schema(contract: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(contract, { io, unrepresentable: "any" });
  return rest;
}
