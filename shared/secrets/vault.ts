/** Seals secrets for the database, as compact JWEs (`dir`, A256GCM) whose `kid` names the key that opens them. */
import { createHash, hkdfSync } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";

export interface Vault {
  /** @param purpose what the secret belongs to, as in `bot:<id>:token`; sealed along with it */
  seal(secret: string, purpose: string): Promise<string>;
  /** @throws {Error} when it was sealed under another key or for another purpose, or was tampered with */
  open(sealed: string, purpose: string): Promise<string>;
  /** Names the key without telling it: two processes with the same `SECRET_KEY` have the same id. */
  readonly keyId: string;
}

/** @param secretKey 32 characters or more */
export function createVault(secretKey: string): Vault {
  const key = new Uint8Array(hkdfSync("sha256", secretKey, "botfactory", "vault", 32));
  const keyId = createHash("sha256").update(key).digest("base64url").slice(0, 12);
  const encode = new TextEncoder();
  const decode = new TextDecoder();

  return {
    keyId,
    seal: (secret, purpose) =>
      new CompactEncrypt(encode.encode(secret))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: keyId, purpose })
        .encrypt(key),
    async open(sealed, purpose) {
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      if (protectedHeader.purpose !== purpose) throw new Error("This secret was sealed for another purpose");
      return decode.decode(plaintext);
    },
  };
}

/** @returns a key for another use than the vault's, derived from the same `SECRET_KEY` */
export const deriveKey = (secretKey: string, use: string): string =>
  Buffer.from(hkdfSync("sha256", secretKey, "botfactory", use, 32)).toString("base64url");
