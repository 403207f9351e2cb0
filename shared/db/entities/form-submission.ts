/** What somebody answered to a form, whole or as far as they came. It outlives the conversation it was given in. */
import { defineEntity, p } from "@mikro-orm/core";
import { ActionState, type Answers, SubmissionState } from "#shared/schemas/submission.ts";
import { Form } from "./form.ts";
import { createdAt, id, updatedAt } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const FormSubmissionSchema = defineEntity({
  name: "FormSubmission",
  tableName: "form_submissions",
  ...tenantOwned,
  indexes: [{ properties: ["form", "id"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().createForeignKeyConstraint(false),
    form: () => p.manyToOne(Form).ref().createForeignKeyConstraint(false),
    botId: p.uuid(),
    formVersion: p.integer(),
    conversationId: p.uuid().nullable(),
    telegramUserId: p.bigint("number").nullable(),
    telegramUsername: p.text().nullable(),
    telegramFirstName: p.text().nullable(),
    startParameter: p.text().nullable(),
    state: p.enum(SubmissionState.options),
    answers: p.json<Answers>(),
    actionState: p.enum(ActionState.options).default("none"),
    actionError: p.text().nullable(),
    /** Whether it was filled in in a test chat; null where the version before has written it. */
    preview: p.boolean().nullable(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export class FormSubmission extends FormSubmissionSchema.class {}
FormSubmissionSchema.setClass(FormSubmission);
