/** Seals secrets for the database, as compact JWEs (`dir`, A256GCM) whose `kid` names the key that opens them. */
import { createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { CompactEncrypt } from "jose";

export interface Vault {
  /** @param purpose what the secret belongs to, as in `bot:<id>:token`; sealed along with it */
  seal(secret: string, purpose: string): Promise<string>;
  /** @throws {Error} when it was sealed under another key or for another purpose, or was tampered with */
  open(sealed: string, purpose: string): Promise<string>;
  /** Names the key without telling it: two processes with the same `SECRET_KEY` have the same id. */
  readonly keyId: string;
}

const alg = "dir";
const enc = "A256GCM";

/** @param secretKey 32 characters or more */
export function createVault(secretKey: string): Vault {
  const key = new Uint8Array(hkdfSync("sha256", secretKey, "botfactory", "vault", 32));
  const keyId = createHash("sha256").update(key).digest("base64url").slice(0, 12);
  const encode = new TextEncoder();

  return {
    keyId,
    seal: (secret, purpose) =>
      new CompactEncrypt(encode.encode(secret)).setProtectedHeader({ alg, enc, kid: keyId, purpose }).encrypt(key),
    async open(sealed, purpose) {
      const { plaintext, header } = decrypt(sealed, key);
      if (header.purpose !== purpose) throw new Error("This secret was sealed for another purpose");
      return plaintext;
    },
  };
}

interface Header {
  readonly alg?: unknown;
  readonly enc?: unknown;
  readonly purpose?: unknown;
}

/**
 * Opens a compact JWE (RFC 7516) that is encrypted with the key itself. Not by jose, which seals: it works in promises and
 * in another thread, and whoever takes over a dead runtime's bots opens thousands at once.
 *
 * @throws {Error} when it is something else, or the key another, or anything of it was changed
 */
function decrypt(jwe: string, key: Uint8Array): { plaintext: string; header: Header } {
  const [head, wrappedKey, iv, ciphertext, tag, ...more] = jwe.split(".");
  if (tag === undefined || wrappedKey !== "" || more.length > 0) throw new Error("This is no sealed secret");
  const header: Header = JSON.parse(decoded(head!).toString());
  if (header.alg !== alg || header.enc !== enc) throw new Error("This secret was sealed in another way");
  const decipher = createDecipheriv("aes-256-gcm", key, decoded(iv!), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(head!)).setAuthTag(decoded(tag));
  return { plaintext: Buffer.concat([decipher.update(decoded(ciphertext!)), decipher.final()]).toString(), header };
}

const decoded = (part: string): Buffer => Buffer.from(part, "base64url");

/** @returns a key for another use than the vault's, derived from the same `SECRET_KEY` */
export const deriveKey = (secretKey: string, use: string): string =>
  Buffer.from(hkdfSync("sha256", secretKey, "botfactory", use, 32)).toString("base64url");
