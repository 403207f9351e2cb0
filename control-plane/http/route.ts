/**
 * One route of the API: its contracts, what it needs, and what it does. Router, validation, OpenAPI and the test that
 * walks every route with another tenant's ids all read the same list of these.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { EntityManager } from "@mikro-orm/postgresql";
import { z } from "zod";
import { AppError, type Issue, NotFound } from "#shared/errors.ts";
import type { Principal } from "./principal.ts";

/**
 * `nobody`: everybody may ask. `member`: somebody of the tenant, or its program. `admin`: its owner, an admin or its
 * program. `admin in person`: its owner or an admin, signed in. `operator`: a person who runs the installation.
 */
export type Need = "nobody" | TenantNeed | "operator";
type TenantNeed = "member" | "admin" | "admin in person";

/** The tenant that asks, and its data alone. */
export interface Scope {
  tenantId: string;
  /** Sees this tenant's rows alone. */
  em: EntityManager;
}

export interface RawRequest {
  params: unknown;
  query: unknown;
  body: unknown;
  headers: IncomingHttpHeaders;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
}

export interface Route {
  readonly method: "get" | "post" | "patch" | "delete";
  /** Below `/api/v1`, with `:names` for what varies. */
  readonly path: string;
  /** For people who read the OpenAPI document. */
  readonly summary: string;
  readonly needs: Need;
  readonly status: 200 | 201 | 204;
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType | undefined;
  /** Checks the request and does it. Never called for somebody who lacks what the route needs. */
  run(request: RawRequest, scope: Scope | null): Promise<unknown>;
}

const Nothing = z.object({});
type Nothing = typeof Nothing;

interface Contracts<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  method: Route["method"];
  path: string;
  summary: string;
  /** Default 200. */
  status?: Route["status"];
  params?: P;
  query?: Q;
  body?: B;
  /** Left out: the answer is empty. What is not JSON is `streamed("text/csv")`, and `handle` returns a `Streamed`. */
  answer?: A;
}

interface Request<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  headers: IncomingHttpHeaders;
  signal: AbortSignal;
}

/** Declares a route that somebody of a tenant uses; it sees what is that tenant's. */
export function tenantRoute<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
  A extends z.ZodType = z.ZodVoid,
>(
  contracts: Contracts<P, Q, B, A> & {
    needs: TenantNeed;
    handle(request: Request<P, Q, B> & { scope: Scope }): Promise<z.input<A>>;
  },
): Route {
  return {
    ...erased(contracts),
    needs: contracts.needs,
    async run(raw, scope) {
      if (!scope) throw new AppError("unauthenticated", "Sign in first");
      return contracts.handle({ ...parsed(contracts, raw), scope });
    },
  };
}

/** Declares a route that everybody may use. */
export function publicRoute<Q extends z.ZodType = Nothing, A extends z.ZodType = z.ZodVoid>(
  contracts: Contracts<Nothing, Q, Nothing, A> & {
    handle(request: Request<Nothing, Q, Nothing>): Promise<z.input<A>>;
  },
): Route {
  return {
    ...erased(contracts),
    needs: "nobody",
    run: (raw) => contracts.handle(parsed(contracts, raw)),
  };
}

/** Declares a route of those who run the installation; it belongs to no tenant. */
export function operatorRoute<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  A extends z.ZodType = z.ZodVoid,
>(contracts: Contracts<P, Q, Nothing, A> & { handle(request: Request<P, Q, Nothing>): Promise<z.input<A>> }): Route {
  return {
    ...erased(contracts),
    needs: "operator",
    run: (raw) => contracts.handle(parsed(contracts, raw)),
  };
}

/** @returns whether `principal` may use a route of its tenant */
export const meets = (principal: Principal, need: TenantNeed): boolean =>
  need === "member" || (principal.role !== "member" && (need === "admin" || principal.kind === "person"));

function erased({
  method,
  path,
  summary,
  status = 200,
  params,
  query,
  body,
  answer,
}: Contracts<z.ZodType, z.ZodType, z.ZodType, z.ZodType>) {
  return { method, path, summary, status, params, query, body, answer };
}

function parsed<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  contracts: Contracts<P, Q, B, z.ZodType>,
  { params, query, body, headers, signal }: RawRequest,
): Request<P, Q, B> {
  return {
    params: addressed(contracts.params ?? Nothing, params) as z.output<P>,
    query: parse(contracts.query ?? Nothing, query) as z.output<Q>,
    body: contracts.body ? parse(contracts.body, body) : ({} as z.output<B>),
    headers,
    signal,
  };
}

/** An id that cannot be one names nothing. */
function addressed<T extends z.ZodType>(contract: T, params: unknown): z.output<T> {
  const result = contract.safeParse(params);
  if (!result.success) throw new NotFound("What this address names");
  return result.data;
}

/** @throws {AppError} `invalid`, with an issue for each field that is wrong */
export function parse<T extends z.ZodType>(contract: T, value: unknown): z.output<T> {
  const result = contract.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map(({ path, message }) => ({
      path: path.map((part) => (typeof part === "symbol" ? String(part) : part)),
      message,
    })),
  );
}

/** @param issues at least one */
export function invalid(issues: Issue[]): AppError {
  const [first] = issues;
  const message =
    issues.length > 1 ? "Check the marked fields" : [...first!.path.slice(0, 1), first!.message].join(": ");
  return new AppError("invalid", message, { issues });
}
