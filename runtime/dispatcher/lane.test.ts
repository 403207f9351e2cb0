import { describe, expect, test } from "vitest";
import { Bucket } from "./bucket.ts";
import type { Job } from "./job.ts";
import { Lane } from "./lane.ts";

const job = (seq: number) => ({ seq }) as Job;
const lane = ({ spilled } = { spilled: false }) =>
  new Lane("bot", { key: "chat:1", name: "bot chat:1", bucket: new Bucket(1, 1, 0), spilled });

function drained(from: Lane<string>): number[] {
  const seqs: number[] = [];
  for (; from.head; from.dropHead()) seqs.push(from.head.seq);
  return seqs;
}

describe("a lane", () => {
  test("keeps jobs in their order, and each once", () => {
    const jobs = lane();
    for (const seq of [4, 5, 5, 4, 9]) jobs.add(job(seq), true);
    expect(drained(jobs)).toEqual([4, 5, 9]);
    jobs.add(job(9), true);
    expect(jobs.head).toBeUndefined();
  });

  test("leaves what it has no room for in the inbox, and what comes after it too", async () => {
    const jobs = lane();
    jobs.add(job(1), true);
    jobs.add(job(2), false);
    jobs.add(job(3), true);
    expect(jobs.size).toBe(1);
    expect(drained(jobs)).toEqual([1]);
    const asked: number[] = [];
    await jobs.refill(async (afterSeq) => {
      asked.push(afterSeq);
      return { jobs: [job(2), job(3)], more: false };
    });
    expect(asked).toEqual([1]);
    expect(drained(jobs)).toEqual([2, 3]);
    expect(jobs.spilled).toBe(false);
  });

  test("that had no room for its first job asks for no older ones", async () => {
    const jobs = lane();
    jobs.add(job(70), false);
    await jobs.refill(async (afterSeq) => {
      expect(afterSeq).toBe(69);
      return { jobs: [job(70)], more: false };
    });
    expect(drained(jobs)).toEqual([70]);
  });

  test("looks again when a job came while it was loading", async () => {
    const jobs = lane({ spilled: true });
    await jobs.refill(async () => {
      jobs.add(job(8), true);
      return { jobs: [job(7)], more: false };
    });
    expect(jobs.spilled).toBe(true);
    await jobs.refill(async (afterSeq) => {
      expect(afterSeq).toBe(7);
      return { jobs: [job(8)], more: false };
    });
    expect(jobs.spilled).toBe(false);
    expect(drained(jobs)).toEqual([7, 8]);
  });

  test("stays spilled while there is more", async () => {
    const jobs = lane({ spilled: true });
    await jobs.refill(async () => ({ jobs: [job(1)], more: true }));
    jobs.add(job(3), true);
    expect(jobs.spilled).toBe(true);
    expect(drained(jobs)).toEqual([1]);
  });

  test("that is told of jobs stored by somebody else looks for them, also before what it has seen", async () => {
    const jobs = lane();
    jobs.add(job(12), true);
    jobs.notice(11);
    jobs.add(job(13), true);
    expect(drained(jobs)).toEqual([12]);
    const asked: number[] = [];
    const load = (seqs: number[], more: boolean) =>
      jobs.refill(async (afterSeq) => {
        asked.push(afterSeq);
        return { jobs: seqs.map(job), more };
      });
    await load([11], true);
    expect(drained(jobs)).toEqual([11]);
    jobs.add(job(12), true);
    await load([13], false);
    expect(drained(jobs)).toEqual([13]);
    expect(asked).toEqual([10, 11]);
    expect(jobs.spilled).toBe(false);
  });

  test("still looks for what it was told of when a load has failed", async () => {
    const jobs = lane();
    jobs.add(job(12), true);
    jobs.notice(5);
    drained(jobs);
    await expect(jobs.refill(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
    await jobs.refill(async (afterSeq) => {
      expect(afterSeq).toBe(4);
      return { jobs: [], more: false };
    });
    expect(jobs.spilled).toBe(false);
  });
});
