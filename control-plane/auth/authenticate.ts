/** Finds out who asks: by `X-API-Key`, else `Authorization: Bearer` (a JWT or a session's token), else the session cookie. */
import type { Orm } from "#shared/db/open.ts";
import type { ApiKeyStore } from "../api-keys/store.ts";
import type { Authenticate, Principal } from "../http/principal.ts";
import type { Auth } from "./auth.ts";
import { membershipOf } from "./membership.ts";
import type { TokenVerifier } from "./token-verifier.ts";

interface Deps {
  auth: Auth;
  orm: Orm;
  tokens: TokenVerifier;
  keys: ApiKeyStore;
}

export function createAuthenticate({ auth, orm, tokens, keys }: Deps): Authenticate {
  /** @param credentials as the browser or program sent them: a cookie, or a session's token */
  const bySession = async (credentials: Record<string, string>, byCookie: boolean): Promise<Principal | null> => {
    const found = await auth.api.getSession({
      headers: new Headers(credentials),
      // Prolonging it here would not reach the cookie: /api/auth/get-session does both.
      query: { disableRefresh: true },
    });
    if (!found) return null;
    const { user, session } = found;
    const membership = await membershipOf(orm, { userId: user.id, chosen: session.activeOrganizationId ?? null });
    return membership && { kind: "person", id: user.id, ...membership, byCookie };
  };

  return async (headers) => {
    const key = headers["x-api-key"];
    if (key !== undefined) return typeof key === "string" ? keys.holderOf(key) : null;

    const { authorization, cookie } = headers;
    if (authorization !== undefined) {
      const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
      if (!token) return null;
      if (token.split(".").length !== 3) return bySession({ authorization: `Bearer ${token}` }, false);
      const claims = await tokens.verify(token);
      return claims && { kind: "person", id: claims.sub, tenantId: claims.tenant, role: claims.role, byCookie: false };
    }
    return cookie === undefined ? null : bySession({ cookie }, true);
  };
}
