/**
 * Stops an answer that the model is at work on. The commit that ends the Stop also ends the job that asks for the answer, so
 * that nobody who takes that up asks anew.
 */
import type { MiddlewareFn } from "grammy";
import type { Pool } from "pg";
import { chatLane, slowLane } from "../inbox/lane.ts";
import type { BotContext } from "../speaking/context.ts";
import { orderOf } from "../turn/order.ts";
import type { Turn } from "../turn/turn.ts";
import type { AskingJob, Generations } from "./generations.ts";

interface Deps {
  generations: Generations;
  pool: Pool;
}

export function stopping({ generations, pool }: Deps): MiddlewareFn<BotContext> {
  const stop = async (turn: Turn, chatId: number) => {
    // One that was begun by whoever had the bot before is taken up again: perhaps it has not come to the model yet.
    const job = generations.running(turn.bot.id, chatId) ?? (await nextToAsk(pool, turn, chatId));
    if (!job) return;
    generations.stop(turn.bot.id, chatId, job);
    const order = orderOf(job, "answer");
    // What asks in the update itself ends as that does.
    if (!order) return;
    turn.endToo(job);
    const { by } = order;
    if (by.type === "form")
      turn.settleAction({ id: by.submissionId, action_state: "done", error: null, delay_ms: null });
  };
  return (ctx, next) => {
    const stopped = ctx.update.stopped_message_generation;
    return stopped ? stop(ctx.turn, stopped.chat.id) : next();
  };
}

/** @returns the first job that was there before the Stop and has no answer yet; `null` when there is none */
async function nextToAsk(pool: Pool, turn: Turn, chatId: number): Promise<AskingJob | null> {
  // An answer that came a moment ago is in the inbox once this returns.
  await turn.writeNow({});
  const { rows } = await pool.query<AskingJob & { answered: boolean }>({
    name: "next to ask",
    text: `select seq::float8 as seq, update_id::float8 as "updateId", payload as update, memo is not null as answered
           from inbox where bot_id = $1 and lane = $2 and done_at is null and seq < $3 order by seq limit 1`,
    values: [turn.bot.id, slowLane("ai", chatLane(chatId)), turn.job.seq],
  });
  return rows[0] && !rows[0].answered ? rows[0] : null;
}
