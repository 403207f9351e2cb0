import { describe, expect, test } from "vitest";
import { merge } from "./merge.ts";
import type { Writes } from "./sections.ts";

const place = { shard: 0, bot_id: "b", update_id: 1 };
const memo = (seq: number, value: string) => ({ seq, ...place, memo: { value } });
const settled = (step: number, status: "sent" | "failed") => ({
  inbox_seq: 1,
  step,
  status,
  telegram_message_id: null,
  error: null,
});
const failed = (seq: number) => ({ seq, ...place, attempts: 1, delay_ms: 0, error: "", dead: false });
const finished = (seq: number) => ({
  seq,
  ...place,
  tenant_id: "t",
  conversation_id: null,
  messages: 0,
  counted: true,
});

describe("writes that are merged", () => {
  test("keep the order of what is only added", () => {
    const update = (update_id: number) => ({
      ...place,
      update_id,
      tenant_id: "t",
      lane: "l",
      channel: "telegram" as const,
      payload: {},
    });
    const merged = merge([{ updates: [update(1), update(2)] }, {}, { updates: [update(3)] }]);
    expect(merged.updates.map(({ update_id }) => update_id)).toEqual([1, 2, 3]);
  });

  test("write no row twice: the last word on it counts", () => {
    const merged = merge([
      { settled: [settled(1, "failed"), settled(2, "failed")], memos: [memo(1, "old")] },
      { settled: [settled(1, "sent")], memos: [memo(1, "new")] },
    ]);
    expect(merged.settled).toEqual([settled(1, "sent"), settled(2, "failed")]);
    expect(merged.memos).toEqual([memo(1, "new")]);
  });

  test("forget the memo of what is finished, and hand the memo of what failed to its failure", () => {
    const writes: Writes[] = [
      { memos: [memo(1, "done"), memo(2, "kept")] },
      { finished: [finished(1)], failed: [failed(2), failed(3)] },
    ];
    const merged = merge(writes);
    expect(merged.memos).toEqual([]);
    expect(merged.failed).toEqual([{ ...failed(2), memo: { value: "kept" } }, failed(3)]);
  });

  test("write a conversation once, with what was said in it aside", () => {
    const conversation = { id: "c", last_message: "question", last_message_at: 5, state: "active" } as never;
    const aside = { id: "c", last_message: "answer", last_message_at: 7, state: null };
    const other = { ...aside, id: "other", state: "blocked" as const };
    const merged = merge([{ conversations: [conversation] }, { asides: [aside] }, { asides: [other] }]);
    expect(merged.conversations).toEqual([{ id: "c", last_message: "answer", last_message_at: 7, state: "active" }]);
    expect(merged.asides).toEqual([other]);
    const silent = merge([{ conversations: [conversation], asides: [{ ...other, id: "c", last_message: null }] }]);
    expect(silent.conversations).toMatchObject([{ last_message: "question", state: "blocked" }]);
  });

  test("make what was said aside in one conversation one, though the last of it said nothing", () => {
    const said = { id: "c", last_message: "answer", last_message_at: 7, state: null };
    const silent = { id: "c", last_message: null, last_message_at: 5, state: "blocked" as const };
    expect(merge([{ asides: [said] }, { asides: [silent] }]).asides).toEqual([{ ...said, state: "blocked" }]);
  });
});
