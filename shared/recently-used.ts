/**
 * What was used last, by key, up to so many. It takes memory as it fills: `max` of lru-cache makes all its lists at
 * once, which for 50,000 keys are 2 MB and several milliseconds of a start.
 */
import { LRUCache } from "lru-cache";

interface Options {
  /** Keys kept; the one that was used least lately goes first. */
  max: number;
  /** Milliseconds after which it is forgotten, however often it was asked for. By default never. */
  ttl?: number;
  /** Told of one that made room for others; not of one that was forgotten by its time. */
  onMadeRoom?(key: string): void;
}

export function recentlyUsed<Value extends object | string | number | true>({
  max,
  ttl,
  onMadeRoom,
}: Options): LRUCache<string, Value> {
  return new LRUCache<string, Value>({
    maxSize: max,
    sizeCalculation: () => 1,
    ...(ttl !== undefined && { ttl }),
    ...(onMadeRoom && { dispose: (_, key, reason) => reason === "evict" && onMadeRoom(key) }),
  });
}
