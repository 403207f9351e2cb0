/**
 * What a bot has itself do, in a job of its own: an order stands in an update's `botfactory`. One that was handed on keeps
 * the update that it came from, so that it knows who asked, and where.
 */
import { z } from "zod";
import type { Job } from "../dispatcher/job.ts";
import type { JournalPlace } from "./journal.ts";

/** `seq` in the inbox of the update that is answered. */
const asked = z.number().int().positive();

const orders = {
  /** Tells the chat that a form is connected to of a submission. */
  notify: z.object({ type: z.literal("notify"), submissionId: z.uuid(), attempt: z.number().int().min(1) }),
  /** Has the model answer. */
  answer: z.object({
    type: z.literal("answer"),
    asked,
    question: z.string(),
    /** Whose instructions it follows. */
    by: z.union([
      z.object({ type: z.literal("bot") }),
      z.object({ type: z.literal("command"), name: z.string() }),
      z.object({ type: z.literal("form"), id: z.string(), submissionId: z.string() }),
    ]),
  }),
  /** Asks the webhook of a command what to show. */
  webhook: z.object({
    type: z.literal("webhook"),
    asked,
    /** The chat's, for what of the answer belongs there. */
    lane: z.string(),
    name: z.string(),
    args: z.string(),
  }),
  /** Opens a form for whom a webhook has said so. */
  form: z.object({ type: z.literal("form"), id: z.string() }),
} as const;

type Orders = { [Type in keyof typeof orders]: z.infer<(typeof orders)[Type]> };
export type OrderType = keyof Orders;
export type Order<Type extends OrderType = OrderType> = Orders[Type];

type Bringer = Pick<Job, "updateId" | "update">;

/** Whether a job brings an order, of whatever type. Telegram's own updates are numbered from 1. */
export const bringsOrder = ({ updateId, update }: Bringer): boolean => updateId < 0 && "botfactory" in update;

/** @returns the order of that type which the job brings; `null` when it brings none */
export function orderOf<Type extends OrderType>(job: Bringer, type: Type): Order<Type> | null {
  if (!bringsOrder(job)) return null;
  const { botfactory } = job.update as { botfactory: unknown };
  return (orders[type].safeParse(botfactory).data as Order<Type> | undefined) ?? null;
}

/** Whether a job brings an order that we cannot read: it is of a later version's. */
export const bringsUnknown = (job: Bringer): boolean =>
  bringsOrder(job) && orderTypes.every((type) => orderOf(job, type) === null);

const orderTypes = Object.keys(orders) as OrderType[];

/** So many sends an update has made itself, at most, when what it handed on begins to make its own. */
const handedOnFrom = 1_000;

/** @returns where the sends of a job are journalled: what answers an update for it, at that update */
export function journalPlaceOf(job: Job): JournalPlace {
  const order = orderOf(job, "answer") ?? orderOf(job, "webhook");
  return order ? { seq: order.asked, firstStep: handedOnFrom } : { seq: job.seq, firstStep: 1 };
}
