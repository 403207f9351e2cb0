/** A browser's EventSource, for tests: reads server-sent events, and can connect again from where it was. */

import { vi } from "vitest";
import type { PreviewEvent } from "#shared/schemas/preview.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import type { Visitor } from "./visitor.ts";

export interface Received {
  /** `null` for one without. */
  id: string | null;
  data: PreviewEvent;
}

export class EventStream implements Disposable {
  /** All that came, in order. */
  readonly events: Received[] = [];
  /** How many comments came. */
  comments = 0;
  /** True once the server has ended it. */
  ended = false;
  readonly #closed = new AbortController();

  /** @param lastEventId the last that was seen */
  static async open(visitor: Visitor, path: string, lastEventId?: string): Promise<EventStream> {
    const stream = new EventStream();
    const headers = { ...(lastEventId !== undefined && { "last-event-id": lastEventId }) };
    const response = await visitor.follow(path, stream.#closed.signal, headers);
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    void stream.#read(response.body!.pipeThrough(new TextDecoderStream()));
    return stream;
  }

  get data(): PreviewEvent[] {
    return this.events.map(({ data }) => data);
  }

  /** Waits until so many events of this type have come. @returns the last of them */
  async waitFor<Type extends PreviewEvent["type"]>(type: Type, count = 1, timeoutMs = patienceMs) {
    const found = () =>
      this.data.filter((event): event is Extract<PreviewEvent, { type: Type }> => event.type === type);
    await vi.waitUntil(() => found().length >= count, { timeout: timeoutMs, interval: 5 });
    return found()[count - 1]!;
  }

  [Symbol.dispose](): void {
    this.#closed.abort();
  }

  async #read(text: ReadableStream<string>): Promise<void> {
    let rest = "";
    try {
      for await (const chunk of text) {
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop()!;
        for (const block of blocks) this.#take(block);
      }
    } catch {
      // left, or cut off
    }
    this.ended = true;
  }

  #take(block: string): void {
    const lines = block.split("\n");
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field("data");
    if (data === undefined) this.comments++;
    else this.events.push({ id: field("id") ?? null, data: JSON.parse(data) });
  }
}
