import { hkdfSync } from "node:crypto";
import { compactDecrypt } from "jose";
import { describe, expect, test } from "vitest";
import { createVault } from "./vault.ts";

const secret = "123456:a-bot-token, ключ";
const secretKey = "a-secret-key-of-the-tests-0123456789";
const vault = createVault(secretKey);

describe("a vault", () => {
  test("opens what it has sealed, for its purpose alone", async () => {
    const sealed = await vault.seal(secret, "bot:1:token");
    expect(await vault.open(sealed, "bot:1:token")).toBe(secret);
    await expect(vault.open(sealed, "bot:2:token")).rejects.toThrow("another purpose");
  });

  test("does not open what another key has sealed", async () => {
    const sealed = await createVault("another-secret-key-of-the-tests-0123456").seal(secret, "a");
    await expect(vault.open(sealed, "a")).rejects.toThrow();
  });

  test.each([0, 2, 3, 4])("does not open what was changed in part %i", async (at) => {
    const parts = (await vault.seal(secret, "a")).split(".");
    const part = parts[at]!;
    const middle = part.length >> 1;
    parts[at] = part.slice(0, middle) + (part[middle] === "A" ? "B" : "A") + part.slice(middle + 1);
    await expect(vault.open(parts.join("."), "a")).rejects.toThrow();
  });

  test("does not open what has a shorter tag, or is something else", async () => {
    const sealed = await vault.seal(secret, "a");
    const parts = sealed.split(".");
    const shorter = Buffer.from(parts[4]!, "base64url").subarray(0, 4).toString("base64url");
    await expect(vault.open([...parts.slice(0, 4), shorter].join("."), "a")).rejects.toThrow();
    for (const other of ["", "....", "a.b.c", secret, `${sealed}.more`, `e30${sealed.slice(sealed.indexOf("."))}`])
      await expect(vault.open(other, "a")).rejects.toThrow();
  });

  test("seals what whoever has the key and knows the format can open", async () => {
    const key = new Uint8Array(hkdfSync("sha256", secretKey, "botfactory", "vault", 32));
    const { plaintext, protectedHeader } = await compactDecrypt(await vault.seal(secret, "a"), key);
    expect(new TextDecoder().decode(plaintext)).toBe(secret);
    expect(protectedHeader).toEqual({ alg: "dir", enc: "A256GCM", kid: vault.keyId, purpose: "a" });
  });
});
