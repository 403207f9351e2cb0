import { expect, test } from "vitest";
import { device } from "./device.ts";

test("a device is a browser and a system", () => {
  expect(device("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36")).toBe("Chrome, Linux");
  expect(device("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")).toBe("Edge, Windows");
  expect(device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")).toBe(
    "Safari, iOS",
  );
  expect(device("curl/8.0")).toBe("curl");
});

test("an unknown agent is none", () => {
  expect(device("")).toBeNull();
  expect(device("bot")).toBeNull();
});
