import { createInstance } from "i18next";
import { describe, expect, test } from "vitest";
import { en } from "../../app/locales/en.ts";
import { ru } from "../../app/locales/ru.ts";
import { draftOf } from "./form-draft.ts";
import { faultsOf } from "./form-faults.ts";
import { templateForm, templateNames } from "./templates.ts";

describe.each([
  ["en", en],
  ["ru", ru],
])("the templates in %s", (lng, translation) => {
  const i18n = createInstance();
  void i18n.init({ lng, resources: { [lng]: { translation } }, initAsync: false });

  test.each(templateNames.filter((name) => name !== "empty"))("%s can be saved as it is", (name) => {
    expect(faultsOf(draftOf(templateForm(name, i18n.t)))).toEqual({});
  });
});
