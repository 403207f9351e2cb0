/** A draft as those read it whose Telegram speaks a language. */
import type { Language } from "#shared/schemas/language.ts";
import { shownOption } from "#shared/schemas/option-texts.ts";
import { inLanguage } from "#shared/schemas/translations.ts";
import type { DraftField, FormDraft } from "./form-draft.ts";
import { optionsOf } from "./own-settings.ts";

export const draftIn = (language: Language, draft: FormDraft): FormDraft => ({
  ...draft,
  completionMessage: inLanguage(language, draft.completionMessage, draft.completionMessages),
  fields: draft.fields.map((field) => fieldIn(language, field)),
});

function fieldIn(language: Language, field: DraftField): DraftField {
  const choice = { options: optionsOf(field), optionTexts: field.optionTexts };
  return {
    ...field,
    label: inLanguage(language, field.label, field.labels),
    help: inLanguage(language, field.help, field.helps),
    options: choice.options.map((option) => shownOption(choice, option, language)).join("\n"),
  };
}
