/** Wake-ups by publish and subscribe, over every server: one that is doubled does no harm. */

import type { Redis } from "ioredis";
import type { Topic, WakeUps } from "../coordination.ts";
import { keyPrefix } from "./servers.ts";

const channelPrefix = `${keyPrefix}wake:`;
/** How soon a server that did not take a subscription is asked again, in milliseconds. */
const againMs = 1_000;

/** @param listeners connections of their own: one that subscribes can do nothing else */
export function redisWakeUps(clients: readonly Redis[], listeners: readonly Redis[]): WakeUps {
  const subscribers = new Map<Topic, Set<(key: string) => void>>();
  const subscribeAll = async (listener: Redis) => {
    if (listener.status !== "ready" || subscribers.size === 0) return;
    const channels = [...subscribers.keys()].map((topic) => channelPrefix + topic);
    // ioredis repeats only what a server has taken: a subscription that was on its way when it went away is lost.
    await listener.subscribe(...channels).catch(() => setTimeout(() => void subscribeAll(listener), againMs).unref());
  };
  for (const listener of listeners) {
    listener.on("ready", () => void subscribeAll(listener));
    listener.on("message", (channel, key) => {
      for (const hear of subscribers.get(channel.slice(channelPrefix.length) as Topic) ?? []) hear(key);
    });
  }

  return {
    publish(topic, key) {
      for (const client of clients) client.publish(channelPrefix + topic, key).catch(() => {});
    },
    subscribe(topic, hear) {
      const heard = subscribers.get(topic) ?? new Set();
      subscribers.set(topic, heard.add(hear));
      for (const listener of listeners) void subscribeAll(listener);
      return () => void heard.delete(hear);
    },
  };
}
