import { expect, test } from "vitest";
import { CreateCommand } from "#shared/schemas/command.ts";
import { type CommandValues, commandFaults, readCommand, type Surroundings, writeCommand } from "./command-values.ts";
import { addButton } from "./menu-draft.ts";

const values = { ...readCommand(null), name: "/help_me", textResponse: "Hello" };
const faults = (given: CommandValues, surroundings: Partial<Surroundings> = {}) =>
  commandFaults(given, { others: [], forms: null, lostForm: false, ...surroundings });

test("a slash before the name is taken off", () => {
  expect(CreateCommand.parse(writeCommand(values))).toMatchObject({ name: "help_me", textResponse: "Hello" });
});

test("a name must fit Telegram's rule and be free", () => {
  expect(faults(values)).toEqual({});
  expect(faults(values, { others: ["help_me"] })).toEqual({ name: "taken" });
  expect(faults({ ...values, name: "Помощь" })).toEqual({ name: "name" });
  expect(faults({ ...values, name: "x".repeat(33) })).toEqual({ name: "name" });
});

test("each type needs what it answers with, and only that", () => {
  const empty = { ...values, textResponse: " " };
  expect(faults(empty)).toEqual({ textResponse: "textResponse" });
  expect(faults({ ...empty, responseType: "ai" })).toEqual({});
  expect(faults({ ...empty, responseType: "menu" })).toEqual({ menu: "noText" });
});

test("a form is chosen, and an address is one of the web", () => {
  expect(faults({ ...values, responseType: "form" })).toEqual({ formId: "formId" });
  const webhook = { ...values, responseType: "webhook" as const };
  expect(faults(webhook)).toEqual({ webhookUrl: "webhookUrl" });
  expect(faults({ ...webhook, webhookUrl: "ftp://example.com" })).toEqual({ webhookUrl: "webhookUrl" });
  expect(faults({ ...webhook, webhookUrl: " https://example.com/hook " })).toEqual({});
});

test("a command whose form was deleted may stay without one", () => {
  const form = { ...values, responseType: "form" as const };
  expect(faults(form, { lostForm: true })).toEqual({});
  expect(faults({ ...form, responseType: "menu" }, { lostForm: true })).toEqual({ menu: "noText" });
});

test("half an address does not keep a text command from being saved", () => {
  expect(writeCommand({ ...values, webhookUrl: "example" }).webhookUrl).toBeNull();
});

test("a half-made menu does not keep a text command from being saved", () => {
  const menu = addButton({ text: "Hi", rows: [], nextId: 1 }, "new");
  expect(writeCommand({ ...values, menu }).menuConfig).toBeNull();
  expect(faults({ ...values, menu })).toEqual({});
});
