import { expect, test } from "vitest";
import { CreateCommand } from "#shared/schemas/command.ts";
import { commandFaults, readCommand, writeCommand } from "./command-values.ts";
import { addButton } from "./menu-draft.ts";

const values = { ...readCommand(null), name: "/help_me", textResponse: "Hello" };

test("a slash before the name is taken off", () => {
  expect(CreateCommand.parse(writeCommand(values))).toMatchObject({ name: "help_me", textResponse: "Hello" });
});

test("a name must fit Telegram's rule and be free", () => {
  expect(commandFaults(values, [])).toEqual({});
  expect(commandFaults(values, ["help_me"])).toEqual({ name: "taken" });
  expect(commandFaults({ ...values, name: "Помощь" }, [])).toEqual({ name: "name" });
  expect(commandFaults({ ...values, name: "x".repeat(33) }, [])).toEqual({ name: "name" });
});

test("each type needs what it answers with, and only that", () => {
  const empty = { ...values, textResponse: " " };
  expect(commandFaults(empty, [])).toEqual({ textResponse: "textResponse" });
  expect(commandFaults({ ...empty, responseType: "ai" }, [])).toEqual({});
  expect(commandFaults({ ...empty, responseType: "menu" }, [])).toEqual({ menu: "noText" });
});

test("a form is chosen, and an address is one of the web", () => {
  expect(commandFaults({ ...values, responseType: "form" }, [])).toEqual({ formId: "formId" });
  const webhook = { ...values, responseType: "webhook" as const };
  expect(commandFaults(webhook, [])).toEqual({ webhookUrl: "webhookUrl" });
  expect(commandFaults({ ...webhook, webhookUrl: "ftp://example.com" }, [])).toEqual({ webhookUrl: "webhookUrl" });
  expect(commandFaults({ ...webhook, webhookUrl: " https://example.com/hook " }, [])).toEqual({});
});

test("half an address does not keep a text command from being saved", () => {
  expect(writeCommand({ ...values, webhookUrl: "example" }).webhookUrl).toBeNull();
});

test("a half-made menu does not keep a text command from being saved", () => {
  const menu = addButton({ text: "Hi", rows: [], nextId: 1 }, "new");
  expect(writeCommand({ ...values, menu }).menuConfig).toBeNull();
  expect(commandFaults({ ...values, menu }, [])).toEqual({});
});
