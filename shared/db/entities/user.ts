/** A person who signs in. Better Auth keeps it; `role` is ours. */
import { defineEntity, p } from "@mikro-orm/core";
import { createdAt, id, updatedAt } from "./ids.ts";

const UserSchema = defineEntity({
  name: "User",
  tableName: "users",
  properties: {
    id: id(),
    name: p.text(),
    email: p.text().unique(),
    emailVerified: p.boolean().default(false),
    image: p.text().nullable(),
    /** The operator runs the installation; the first user is it. */
    role: p.enum(["user", "operator"]).default("user"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export class User extends UserSchema.class {}
UserSchema.setClass(User);
