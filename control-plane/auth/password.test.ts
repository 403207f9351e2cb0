import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

describe("a password's hash", () => {
  test("fits its own password alone", async () => {
    const hash = await hashPassword("päßwörd 🔑 with spaces");
    expect(await verifyPassword({ hash, password: "päßwörd 🔑 with spaces" })).toBe(true);
    expect(await verifyPassword({ hash, password: "päßwörd 🔑 with space" })).toBe(false);
    expect(await verifyPassword({ hash, password: "" })).toBe(false);
  });

  test("differs each time", async () => {
    expect(await hashPassword("the same")).not.toBe(await hashPassword("the same"));
  });

  test.each(["", "plain", "$2b$10$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=x,t=2,p=1$a$b"])(
    "that is none of ours fits nothing: %j",
    async (hash) => {
      expect(await verifyPassword({ hash, password: hash })).toBe(false);
    },
  );
});
