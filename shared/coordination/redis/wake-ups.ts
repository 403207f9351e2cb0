/** Wake-ups by publish and subscribe, over every server: one that is doubled does no harm. */
import type { Redis } from "ioredis";
import type { Topic, WakeUps } from "../coordination.ts";
import { keyPrefix } from "./keys.ts";

const channelPrefix = `${keyPrefix}wake:`;

/** @param listeners connections of their own: one that subscribes can do nothing else */
export function redisWakeUps(clients: readonly Redis[], listeners: readonly Redis[]): WakeUps {
  const subscribers = new Map<Topic, Set<(key: string) => void>>();
  for (const listener of listeners) {
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
      // ioredis subscribes again by itself after a reconnect.
      for (const listener of listeners) subscribeWhenReady(listener, channelPrefix + topic);
      return () => void heard.delete(hear);
    },
  };
}

function subscribeWhenReady(listener: Redis, channel: string): void {
  const subscribe = () => void listener.subscribe(channel).catch(() => {});
  if (listener.status === "ready") subscribe();
  else listener.once("ready", subscribe);
}
