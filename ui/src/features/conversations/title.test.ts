import { expect, test } from "vitest";
import { title } from "./title.ts";

const person = {
  chatType: "private" as const,
  chatTitle: null,
  telegramFirstName: "Ann",
  telegramUsername: "ann",
  externalId: "1203456789012345678",
  chatId: 7,
};

test("a person has a name, else a username, else a number", () => {
  expect(title(person)).toBe("Ann");
  expect(title({ ...person, telegramFirstName: " " })).toBe("@ann");
  expect(title({ ...person, telegramFirstName: null, telegramUsername: null })).toBe("1203456789012345678");
});

test("a group is called by its title, not by who wrote last", () => {
  expect(title({ ...person, chatType: "group", chatTitle: "Friends", externalId: "-7" })).toBe("Friends");
  expect(title({ ...person, chatType: "group", externalId: "-7" })).toBe("-7");
  expect(title({ ...person, chatType: "group", externalId: "", chatId: -8 })).toBe("-8");
});
