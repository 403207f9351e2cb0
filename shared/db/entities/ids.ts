/** Keys and times every table shares. UUIDv7 keys sort by the time they were made. */
import { p } from "@mikro-orm/core";
import { newId } from "#shared/db/new-id.ts";

export const id = () =>
  p
    .uuid()
    .primary()
    .onCreate(() => newId());

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
