/** Checks our own JWTs against the key set in the database, read anew when a token names a key not yet known. */
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { z } from "zod";
import { type Auth, tokenParty } from "./auth.ts";

const Claims = z.object({
  sub: z.uuid(),
  tenant: z.uuid(),
  role: z.enum(["owner", "admin", "member"]),
});
export type Claims = z.infer<typeof Claims>;

/** Tokens that name unknown keys make us read the key set at most this often, in milliseconds. */
const readAgainAfterMs = 5_000;

export interface TokenVerifier {
  /** @returns what the token says; `null` when it is not valid, or no token of ours */
  verify(token: string): Promise<Claims | null>;
}

export function createTokenVerifier(auth: Auth, now: () => number = () => performance.now()): TokenVerifier {
  let keys: { set: ReturnType<typeof createLocalJWKSet>; readAt: number } | null = null;

  const read = async () => {
    const { keys: found } = (await auth.api.getJwks()) as JSONWebKeySet;
    keys = { set: createLocalJWKSet({ keys: found }), readAt: now() };
    return keys.set;
  };
  const check = (token: string, set: ReturnType<typeof createLocalJWKSet>) =>
    jwtVerify(token, set, { issuer: tokenParty, audience: tokenParty, algorithms: ["EdDSA"], requiredClaims: ["exp"] });

  return {
    async verify(token) {
      try {
        const { payload } = await check(token, keys?.set ?? (await read())).catch(async (error: unknown) => {
          const unknownKey = error instanceof errors.JWKSNoMatchingKey;
          if (!unknownKey || !keys || now() - keys.readAt < readAgainAfterMs) throw error;
          return check(token, await read());
        });
        return Claims.safeParse(payload).data ?? null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
