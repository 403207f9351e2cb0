/** What every channel promises. Each adapter's test runs this suite. */
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import type { Update } from "grammy/types";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BotState } from "#shared/schemas/bot.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Job } from "../dispatcher/job.ts";
import type { Payload } from "../turn/api-call.ts";
import { Postponed } from "../turn/postponed.ts";
import { type Channel, type Intake, type Source, SourceEnded } from "./channel.ts";
import { Health } from "./health.ts";
import { sending } from "./testing/sending.ts";

/** A message of the bot's, as a person has it in view. */
export interface Seen {
  text: string;
  /** What stands on the buttons under it. */
  buttons: string[];
}

export interface TestedChannel extends AsyncDisposable {
  channel: Channel;
  bot: ServedBot;
  /** Of somebody who has written to the bot: an update of theirs, and their chat with it. */
  update: object;
  chatId: number;
  /** Messages that the bot has sent there and that are still there, oldest first. */
  seen(): Promise<Seen[]>;
  /** That person sends a file. @returns by what the channel knows it */
  sendsFile(content: Buffer): Promise<string>;
  /** Where the channel itself may fail after it has taken a call: the next message arrives, and is said to have failed. */
  failsOnceTaken?(): void;
  /** The bot is another runtime's from now on. */
  takeAway(): Promise<void>;
  /** Where the channel brings updates itself. */
  sourced?: {
    /** That person writes. */
    writes(text: string): void;
    /** A bot whose token the channel does not know. */
    stranger: ServedBot;
  };
}

export function channelContract(name: string, open: () => Promise<TestedChannel>): void {
  describe(`${name}, as a channel,`, () => {
    let tested: TestedChannel;
    let channel: Channel;
    let seq = 0;
    beforeAll(async () => {
      tested = await open();
      ({ channel } = tested);
    });
    afterAll(() => tested[Symbol.asyncDispose]());

    const job = (): Job => ({
      seq: ++seq,
      updateId: seq,
      channel: channel.name,
      update: tested.update,
      receivedAt: Date.now(),
      waitingSince: performance.now(),
      attempts: 0,
      memo: {},
      notBefore: 0,
      again: false,
    });
    const calls = (of = job()) => channel.calls({ bot: tested.bot, job: of });
    const inChat = (payload: Payload): Payload => ({ chat_id: tested.chatId, ...payload });
    const sends = (payload: Payload, call = calls()) => call("sendMessage", inChat(payload));
    const lastSeen = async () => (await tested.seen()).at(-1)!;

    test("says what there is room for", () => {
      const { surface, title } = channel;
      expect([channel.name, title]).not.toContain("");
      expect(surface.columns).toBeGreaterThanOrEqual(1);
      expect(surface.rows).toBeGreaterThanOrEqual(4);
      expect(surface.buttons).toBeGreaterThanOrEqual(8);
      expect(surface.columns * surface.rows).toBeGreaterThanOrEqual(surface.buttons);
      // Below that a summary has no room for answers.
      expect(surface.text).toBeGreaterThanOrEqual(1_000);
      expect(surface.choices).toBeGreaterThanOrEqual(2);
      expect(surface.label).toBeGreaterThanOrEqual(2);
      expect(surface.typingMs).toBeGreaterThanOrEqual(500);
      for (const limit of [surface.entities, surface.caption, surface.notice, surface.fileBytes, surface.photoBytes])
        expect(limit).toBeGreaterThanOrEqual(0);
      if (surface.requests.size > 0) expect(surface.replyKeys).toBe(true);
    });

    test("shows a text as long as it says, and refuses a longer one as too long", async () => {
      const longest = "x".repeat(channel.surface.text);
      expect(await sends({ text: longest })).toMatchObject({ ok: true });
      expect((await lastSeen()).text).toBe(longest);
      const refusal = await sends({ text: `${longest}x` });
      expect(refusal.ok || channel.meaningOf(refusal).type).toBe("too_long");
      expect((await lastSeen()).text).toBe(longest);
    });

    test("names each message that it takes, and the chat that it stands in", async () => {
      const answers = [await sends({ text: "one" }), await sends({ text: "two" })];
      const results = answers.map((answer) => answer.ok && (answer.result as { message_id: number; chat: unknown }));
      for (const result of results) {
        expect(result).toMatchObject({ chat: { id: tested.chatId } });
        expect(result && Number.isSafeInteger(result.message_id) && result.message_id > 0).toBe(true);
      }
      expect(new Set(results.map((result) => (result ? result.message_id : null))).size).toBe(2);
      expect((await tested.seen()).slice(-2).map(({ text }) => text)).toEqual(["one", "two"]);
    });

    test("shows as many buttons as it says, with labels as long", async () => {
      const { columns, rows, buttons, label } = channel.surface;
      const labels = Array.from({ length: buttons }, (_, n) => `${n}`.padEnd(Math.min(label, 80), "."));
      const keyboard = Array.from({ length: rows }, (_, row) =>
        labels.slice(row * columns, (row + 1) * columns).map((text) => ({ text, callback_data: "x".repeat(64) })),
      ).filter((row) => row.length > 0);
      const answer = await sends({ text: "Choose", reply_markup: { inline_keyboard: keyboard } });
      expect(answer).toMatchObject({ ok: true });
      expect(await lastSeen()).toEqual({ text: "Choose", buttons: labels });
    });

    test("changes messages in place, where it says that it does", async () => {
      const reply_markup = { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] };
      const sent = await sends({ text: "before", reply_markup });
      if (!sent.ok) throw new Error(sent.description);
      const { message_id } = sent.result as { message_id: number };
      const edits = () => calls()("editMessageText", inChat({ message_id, text: "after", reply_markup }));
      const edited = await edits();
      expect(edited.ok).toBe(channel.surface.edits);
      expect(await lastSeen()).toEqual({ text: edited.ok ? "after" : "before", buttons: ["Go"] });
      if (!edited.ok) return;
      const again = await edits();
      expect(again.ok || channel.meaningOf(again, { reply_markup }).type).toBe("unchanged");
    });

    test("shows that the bot is typing", async () => {
      expect(await calls()("sendChatAction", inChat({ action: "typing" }))).toMatchObject({ ok: true });
    });

    test("refuses with an answer what goes to a chat that there is not", async () => {
      const refusal = await calls()("sendMessage", { chat_id: 4_242_424_242, text: "Hello" });
      expect(refusal.ok || channel.meaningOf(refusal).type).toBe("no_chat");
    });

    test("takes a call once that a second handling makes again, where it says so", async () => {
      if (!channel.isExact) return;
      const before = (await tested.seen()).length;
      const handled = job();
      const first = [calls(handled), calls(handled)].map((call) => sends({ text: "once" }, call));
      const [one, other] = await Promise.all(first);
      expect(one).toMatchObject({ ok: true });
      expect(other).toEqual(one);
      expect(await tested.seen()).toHaveLength(before + 1);
      expect(await sends({ text: "once" })).not.toEqual(one);
    });

    test("never has a message made again that it says has failed: it may have arrived", async (ctx) => {
      if (!tested.failsOnceTaken) return ctx.skip();
      const before = (await tested.seen()).length;
      const handled = job();
      const { call, settled } = sending({ ...tested, job: handled });
      tested.failsOnceTaken();
      // A channel that can tell whether it has arrived is asked so later.
      const open = await sends({ text: "perhaps" }, call).then(
        () => false,
        (error: unknown) => error instanceof Postponed || Promise.reject(error),
      );
      const unknown = { status: "unknown", error: expect.stringContaining(channel.title) };
      expect(settled).toMatchObject(open ? [] : [unknown]);
      expect((await tested.seen()).length).toBe(before + 1);
      expect(await sends({ text: "surely" }, call)).toMatchObject({ ok: true });
      expect(settled.at(-1)).toMatchObject({ status: "sent", step: 2 });
      expect((await tested.seen()).slice(-2).map(({ text }) => text)).toEqual(["perhaps", "surely"]);
    });

    test("has a meaning for whatever is refused, and ends with proposing something else", () => {
      const known = fc.constantFrom(
        "message is not modified",
        "can't parse entities",
        "BUTTON_INVALID",
        "chat not found",
      );
      fc.assert(
        fc.property(
          fc.integer({ min: 400, max: 599 }),
          fc.oneof(fc.string(), known),
          fc.option(fc.nat(100), { nil: undefined }),
          fc.subarray(["entities", "caption_entities", "parse_mode", "reply_markup", "text"]),
          (error_code, description, retry_after, keys) => {
            const refusal = {
              error_code,
              description,
              ...(retry_after !== undefined && { parameters: { retry_after } }),
            };
            let payload: Payload = Object.fromEntries(keys.map((key) => [key, {}]));
            for (let tries = 0; ; tries++) {
              const meaning = channel.meaningOf(refusal, payload);
              if (meaning.type === "wait") expect(meaning.ms).toBeGreaterThan(0);
              if (meaning.type !== "instead") break;
              expect(tries).toBeLessThan(5);
              ({ payload } = meaning);
            }
            expect(channel.meaningOf(refusal).type).not.toBe("instead");
          },
        ),
      );
    });

    test("opens what somebody sent, and nothing else", async () => {
      const content = Buffer.from("What is in it. ".repeat(20_000));
      const fileId = await tested.sendsFile(content);
      const signal = AbortSignal.timeout(5_000);
      const opened = await channel.openFile(tested.bot, fileId, signal);
      if (opened.type !== "opened") throw new Error(opened.type);
      expect((await buffer(opened.content)).equals(content)).toBe(true);
      expect(await channel.openFile(tested.bot, "no such file", signal)).toEqual({ type: "unavailable" });
    });

    describe("where it brings updates itself,", () => {
      const textOf = (update: Update) => update.message?.text ?? "";

      /** Takes in what the channel brings for a bot. */
      class Taking implements Intake {
        readonly stored: string[] = [];
        readonly failures: unknown[] = [];
        readonly states: BotState[] = [];
        readonly health = new Health(({ state }) => this.states.push(state));
        /** Before the updates are stored. */
        before: (updates: Update[]) => Promise<void> = async () => {};
        readonly source: Source;

        constructor(bot = tested.bot) {
          this.source = channel.sources!.open(bot, this);
        }
        store = async (updates: Update[], onStored?: () => void) => {
          await this.before(updates);
          this.stored.push(...updates.map(textOf));
          onStored?.();
        };
        stillOurs = async () => {};
        onFailed = (error: unknown) => void this.failures.push(error);
      }
      const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 10_000, interval: 5 });

      test("brings what is written in its order, and not again once it is stored", async (ctx) => {
        if (!tested.sourced) return ctx.skip();
        const { writes } = tested.sourced;
        const taking = new Taking();
        for (const text of ["first", "second", "third"]) writes(text);
        await until(() => taking.stored.includes("third"));
        expect(taking.stored.slice(-3)).toEqual(["first", "second", "third"]);
        await until(() => taking.states.includes("running"));
        // The last are confirmed once more is asked for.
        await until(() => taking.health.report.lastPollAt !== null);
        writes("fourth");
        await until(() => taking.stored.includes("fourth"));
        await taking.source.end();
        writes("fifth");
        const next = new Taking();
        await until(() => next.stored.includes("fifth"));
        expect(next.stored.filter((text) => text !== "fourth")).toEqual(["fifth"]);
        await next.source.end();
        expect([...taking.failures, ...next.failures]).toEqual([]);
      });

      test("brings again what could not be stored, once it is opened anew", async (ctx) => {
        if (!tested.sourced) return ctx.skip();
        const broken = new Taking();
        broken.before = async (updates) => {
          if (updates.some((update) => textOf(update) === "not lost")) throw new Error("The database is away");
        };
        tested.sourced.writes("not lost");
        await until(() => broken.failures.length === 1);
        expect(broken.failures[0]).not.toBeInstanceOf(SourceEnded);
        await broken.source.end();
        const next = new Taking();
        await until(() => next.stored.includes("not lost"));
        expect(broken.stored).not.toContain("not lost");
        await next.source.end();
      });

      test("takes nothing in after it has left, and leaves that to who comes next", async (ctx) => {
        if (!tested.sourced) return ctx.skip();
        const leaving = new Taking();
        tested.sourced.writes("before");
        await until(() => leaving.stored.includes("before"));
        leaving.source.leave();
        tested.sourced.writes("after");
        await leaving.source.left();
        expect(leaving.stored).not.toContain("after");
        await leaving.source.end();
        const next = new Taking();
        await until(() => next.stored.includes("after"));
        await next.source.end();
        for (const failure of leaving.failures) expect(failure).toBeInstanceOf(SourceEnded);
      });

      test("has ended only when what it brought is stored", async (ctx) => {
        if (!tested.sourced) return ctx.skip();
        const slow = new Taking();
        const storing = Promise.withResolvers<void>();
        let begun = false;
        slow.before = () => {
          begun = true;
          return storing.promise;
        };
        tested.sourced.writes("slow");
        await until(() => begun);
        let ended = false;
        const ending = slow.source.end().then(() => {
          ended = true;
        });
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(ended).toBe(false);
        storing.resolve();
        await ending;
        expect(slow.stored).toContain("slow");
      });

      test("says so of a bot that it does not know, and ends for good or goes on asking", async (ctx) => {
        if (!tested.sourced) return ctx.skip();
        const stranger = new Taking(tested.sourced.stranger);
        await until(() => stranger.states.at(-1) === "revoked");
        await stranger.source.end();
        for (const failure of stranger.failures) expect(failure).toBeInstanceOf(SourceEnded);
      });

      test("lets bots begin in their turn, and gives a turn up", async (ctx) => {
        if (!tested.sourced) return ctx.skip();
        const { ramp } = channel.sources!;
        expect(ramp.tryTake()).toBe(true);
        const begun = Promise.withResolvers<void>();
        ramp.wait(() => begun.resolve(), { urgent: true });
        await begun.promise;
      });
    });

    test("sends nothing any more for a bot that is another runtime's", async () => {
      const before = (await tested.seen()).length;
      await tested.takeAway();
      await expect(sends({ text: "too late" })).rejects.toThrow();
      expect(await tested.seen()).toHaveLength(before);
    });
  });
}
