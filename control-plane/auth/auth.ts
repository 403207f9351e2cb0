/** Accounts: Better Auth on our own tables and connection, with organisations as tenants. */

import { APIError, betterAuth, getCurrentAdapter } from "better-auth";
import { bearer, jwt, organization } from "better-auth/plugins";
import type { Config } from "#shared/config.ts";
import { newId } from "#shared/db/new-id.ts";
import type { Orm } from "#shared/db/open.ts";
import type { Log } from "#shared/log.ts";
import { deriveKey } from "#shared/secrets/vault.ts";
import { accountTable, keyTables, sessionTable, tenantTables, userTable, verificationTable } from "./auth-tables.ts";
import { homeTenant } from "./home-tenant.ts";
import { membershipOf } from "./membership.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { checkPerson } from "./person.ts";

/** Who makes our JWTs, and for whom. Fixed, since one installation is reached under several addresses. */
export const tokenParty = "botfactory";

/** The header in which the bridge tells Better Auth whom it talks to; what a client sends in it is dropped. */
export const addressHeader = "x-botfactory-address";

interface Deps {
  config: Pick<Config, "PUBLIC_URL" | "REGISTRATION" | "DEFAULT_PLAN">;
  orm: Orm;
  secretKey: string;
  log: Log;
}

export type Auth = ReturnType<typeof createAuth>;

export function createAuth({ config, orm, secretKey, log }: Deps) {
  const auth = betterAuth({
    basePath: "/api/auth",
    secret: deriveKey(secretKey, "better-auth"),
    // Sign-up writes user, account, tenant, membership and session in one transaction.
    database: { db: orm.em.fork().getKysely({ convertValues: true }), type: "postgres", transaction: true },
    // Every address the browser used is right: where the request comes from is checked in http/same-origin.ts.
    trustedOrigins: (request) => (request ? [new URL(request.url).origin] : []),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 256,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: userTable,
    session: sessionTable,
    account: accountTable,
    verification: verificationTable,
    plugins: [
      organization({
        schema: tenantTables,
        allowUserToCreateOrganization: false,
        disableOrganizationDeletion: true,
      }),
      jwt({
        schema: keyTables,
        // The header would put a fresh token into each answer of /get-session; it is fetched from /token instead.
        disableSettingJwtHeader: true,
        jwt: {
          issuer: tokenParty,
          audience: tokenParty,
          expirationTime: "15m",
          definePayload: async ({ user, session }) => {
            const { activeOrganizationId: chosen = null } = session;
            const membership = await membershipOf(orm, { userId: user.id, chosen });
            return { tenant: membership?.tenantId, role: membership?.role };
          },
        },
      }),
      bearer(),
    ],
    databaseHooks: {
      user: {
        create: { before: async (person) => checkPerson(person) },
        update: { before: async (person) => checkPerson(person) },
      },
      session: {
        create: {
          before: async (session, endpoint) => {
            const adapter = await getCurrentAdapter((await auth.$context).adapter);
            const person = await adapter.findOne<{ id: string; name: string; role: string }>({
              model: "user",
              where: [{ field: "id", value: session.userId }],
            });
            if (!person) return false;
            // Asked here, after the database has decided who is first: two first users cannot both slip in.
            if (config.REGISTRATION === "closed" && endpoint?.path === "/sign-up/email" && person.role !== "operator")
              throw new APIError("FORBIDDEN", {
                code: "REGISTRATION_CLOSED",
                message: "Registration is closed here: ask the operator to let you in",
              });
            const activeOrganizationId = await homeTenant(adapter, person, config.DEFAULT_PLAN);
            return { data: { ...session, activeOrganizationId } };
          },
        },
      },
    },
    advanced: {
      database: { generateId: () => newId() },
      useSecureCookies: config.PUBLIC_URL?.startsWith("https:") ?? false,
      cookiePrefix: "botfactory",
      ipAddress: { ipAddressHeaders: [addressHeader] },
      disableCSRFCheck: true,
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    onAPIError: { throw: true },
    logger: {
      level: "error",
      log: (_level, message) => log.error({ part: "better-auth" }, message),
    },
  });
  return auth;
}
