/** Forms to begin with. Their texts are in the reader's language, and thus most likely in that of the bot's users. */
import type { TFunction } from "i18next";
import { Fields } from "#shared/schemas/form.ts";
import type { Begun } from "./form-draft.ts";

export const templateNames = ["contact", "booking", "feedback", "empty"] as const;
export type TemplateName = (typeof templateNames)[number];

export function templateForm(template: TemplateName, t: TFunction): Begun {
  const name = t(`forms.templates.${template}.name`);
  if (template === "empty") return { name: "", description: "", fields: [] };
  const done = t(`forms.templates.${template}.done`);
  return { name, description: "", fields: Fields.parse(fieldsOf[template](t)), completionMessage: done };
}

const lines = (text: string) => text.split("\n");

const fieldsOf = {
  contact: (t: TFunction) => [
    { type: "text", name: "name", label: t("forms.templates.contact.fields.name"), validation: { maxLength: 100 } },
    { type: "phone", name: "phone", label: t("forms.templates.contact.fields.phone") },
    {
      type: "select",
      name: "subject",
      label: t("forms.templates.contact.fields.subject"),
      options: lines(t("forms.templates.contact.fields.subjects")),
    },
    { type: "text", name: "message", label: t("forms.templates.contact.fields.message"), required: false },
  ],
  booking: (t: TFunction) => [
    { type: "text", name: "name", label: t("forms.templates.booking.fields.name"), validation: { maxLength: 100 } },
    { type: "date", name: "date", label: t("forms.templates.booking.fields.date"), validation: { min: "today" } },
    {
      type: "select",
      name: "time",
      label: t("forms.templates.booking.fields.time"),
      options: lines(t("forms.templates.booking.fields.times")),
    },
    {
      type: "number",
      name: "guests",
      label: t("forms.templates.booking.fields.guests"),
      validation: { min: 1, max: 20, integer: true },
    },
    { type: "phone", name: "phone", label: t("forms.templates.booking.fields.phone") },
    { type: "text", name: "wishes", label: t("forms.templates.booking.fields.wishes"), required: false },
  ],
  feedback: (t: TFunction) => {
    const marks = lines(t("forms.templates.feedback.fields.marks"));
    return [
      { type: "select", name: "mark", label: t("forms.templates.feedback.fields.mark"), options: marks },
      {
        type: "multiselect",
        name: "good",
        label: t("forms.templates.feedback.fields.good"),
        options: lines(t("forms.templates.feedback.fields.goods")),
        required: false,
      },
      {
        type: "text",
        name: "wrong",
        label: t("forms.templates.feedback.fields.wrong"),
        required: false,
        condition: { field: "mark", operator: "equals", value: marks.at(-1) },
      },
      { type: "text", name: "comment", label: t("forms.templates.feedback.fields.comment"), required: false },
      { type: "email", name: "email", label: t("forms.templates.feedback.fields.email"), required: false },
    ];
  },
};
