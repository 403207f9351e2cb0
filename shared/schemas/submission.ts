/** What people answered to a form. */
import { z } from "zod";
import { added } from "./added.ts";
import { PageQuery } from "./page.ts";

export const LocationAnswer = z.object({ latitude: z.number(), longitude: z.number() });
export type LocationAnswer = z.infer<typeof LocationAnswer>;

export const PhotoAnswer = z.object({
  /** Of a stored file, which `GET /files/:id` gives to those who may see the submission. */
  fileId: z.uuid(),
  contentType: z.string(),
  /** In bytes. */
  size: z.number().int(),
});
export type PhotoAnswer = z.infer<typeof PhotoAnswer>;

const text = z.string();

/**
 * What an answer may be. How it is compared and shown hangs on this, and not on the type of its question: many types
 * may share a kind.
 */
export const answerKinds = {
  /** As it was written, or in a type's own notation, such as E.164 for phones (`+49301234567`). */
  text,
  number: z.number(),
  /** ISO 8601 (`2026-11-25`). */
  day: text,
  option: text,
  options: z.array(text),
  photo: PhotoAnswer,
  place: LocationAnswer,
};
export type AnswerKind = keyof typeof answerKinds;
export type AnswerOfKind<Kind extends AnswerKind> = z.infer<(typeof answerKinds)[Kind]>;

type AnyAnswer = (typeof answerKinds)[AnswerKind];

/** Which kind it is, the field's type says. */
export const Answer = z.union([...new Set(Object.values(answerKinds))] as [AnyAnswer, ...AnyAnswer[]]);
export type Answer = z.infer<typeof Answer>;

/** By the fields' names. What was skipped, or not asked, is absent. */
export const Answers = z.record(z.string(), Answer);
export type Answers = z.infer<typeof Answers>;

/** `partial`: left halfway, with the answers kept. */
export const SubmissionState = z.enum(["partial", "complete"]);
export type SubmissionState = z.infer<typeof SubmissionState>;

/** What the form does besides keeping the answers. `none`: nothing. `failed`: given up, and can be tried again. */
export const ActionState = z.enum(["none", "pending", "done", "failed"]);
export type ActionState = z.infer<typeof ActionState>;

export const Submission = z.object({
  id: z.uuid(),
  formId: z.uuid(),
  botId: z.uuid(),
  /** The version of the form that was filled in. */
  formVersion: z.number().int(),
  conversationId: z.uuid().nullable(),
  telegramUserId: z.number().int().nullable(),
  /** By what who filled it in is known in their channel. */
  externalId: added(z.string().nullable(), null),
  telegramUsername: z.string().nullable(),
  telegramFirstName: z.string().nullable(),
  /** What came with `t.me/bot?start=…`. */
  startParameter: z.string().nullable(),
  state: SubmissionState,
  answers: Answers,
  actionState: ActionState,
  /** Why it failed, or was last tried again. */
  actionError: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** When the last answer came. */
  updatedAt: z.iso.datetime(),
});
export type Submission = z.infer<typeof Submission>;

export const SubmissionFilter = z.object({
  state: SubmissionState.optional(),
  /** Only those from this moment on, and before that one. */
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** A part of a name or of an answer; or the external id of who filled it in. */
  search: z.string().trim().max(100).optional(),
});
export type SubmissionFilter = z.infer<typeof SubmissionFilter>;

export const SubmissionQuery = PageQuery.extend(SubmissionFilter.shape);
export type SubmissionQuery = z.infer<typeof SubmissionQuery>;
