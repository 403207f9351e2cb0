/** Keys and times every table shares. UUIDv7 keys sort by the time they were made. */
import { randomUUIDv7 } from "node:crypto";
import { p } from "@mikro-orm/core";

export const id = () =>
  p
    .uuid()
    .primary()
    .onCreate(() => randomUUIDv7());

export const createdAt = () =>
  p
    .datetime()
    .onCreate(() => new Date())
    .defaultRaw("now()");

export const updatedAt = () =>
  p
    .datetime()
    .onCreate(() => new Date())
    .onUpdate(() => new Date())
    .defaultRaw("now()");
