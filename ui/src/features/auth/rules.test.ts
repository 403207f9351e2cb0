import { expect, test } from "vitest";
import { isEmail, passwordFault } from "./rules.ts";

test("a password has 10 to 128 characters", () => {
  expect(passwordFault("123456789")).toBe("short");
  expect(passwordFault("1234567890")).toBeNull();
  expect(passwordFault("x".repeat(129))).toBe("long");
});

test("an address has one @ and a dot behind it", () => {
  expect(isEmail(" a@b.co ")).toBe(true);
  expect(isEmail("мария@почта.рф")).toBe(true);
  expect(isEmail("a@b")).toBe(false);
  expect(isEmail("a b@c.de")).toBe(false);
});
