import { describe, expect, test, vi } from "vitest";
import { CancelledInSteps, CancelledOnce } from "./cancellation.ts";

describe("a cancellation", () => {
  test("tells each that listens, once, and gives its reason", () => {
    const signal = new CancelledOnce();
    const listeners = [vi.fn(), vi.fn(), vi.fn()];
    for (const listener of [...listeners, ...listeners]) signal.addEventListener("abort", listener);
    expect(signal.aborted).toBe(false);
    signal.cancel(new Error("over"));
    signal.cancel(new Error("over again"));
    for (const listener of listeners) expect(listener).toHaveBeenCalledOnce();
    expect(signal).toMatchObject({ aborted: true, reason: new Error("over") });
  });

  test("tells nobody who has left, wherever they stood", () => {
    const signal = new CancelledOnce();
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    for (const listener of [first, second, third]) signal.addEventListener("abort", listener);
    signal.removeEventListener("abort", first);
    signal.addEventListener("abort", second);
    signal.removeEventListener("abort", third);
    signal.removeEventListener("abort", third);
    signal.cancel(new Error("over"));
    expect(second).toHaveBeenCalledOnce();
    expect(first).not.toHaveBeenCalled();
    expect(third).not.toHaveBeenCalled();
  });

  test("lets a listener take others away while it tells them", () => {
    const signal = new CancelledOnce();
    const last = vi.fn();
    signal.addEventListener("abort", () => {});
    signal.addEventListener("abort", () => signal.removeEventListener("abort", last));
    signal.addEventListener("abort", last);
    signal.cancel(new Error("over"));
    expect(last).not.toHaveBeenCalled();
  });
});

describe("a cancellation in steps", () => {
  test("tells first those that have not left, and then all others", () => {
    const signal = new CancelledInSteps();
    const [stay, abort] = [vi.fn(), vi.fn()];
    signal.departure.addEventListener("abort", stay);
    signal.addEventListener("abort", abort);
    expect([signal.barred, signal.departure.aborted]).toEqual([null, false]);
    signal.bar(new Error("cut off"));
    expect([stay, abort].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    expect(signal).toMatchObject({ aborted: false, barred: new Error("cut off") });
    signal.cancel(new Error("over"));
    expect([stay, abort].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    expect(signal).toMatchObject({ reason: new Error("over"), departure: { reason: new Error("cut off") } });
  });

  test("takes both at once, and tells of the first also whoever asks later", () => {
    const signal = new CancelledInSteps();
    signal.cancel(new Error("over"));
    expect(signal).toMatchObject({ aborted: true, barred: new Error("over"), departure: { aborted: true } });
  });
});
