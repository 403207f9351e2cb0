/** The tables that Better Auth alone reads and writes; their columns are its own, in our naming. */
import { defineEntity, p } from "@mikro-orm/core";
import { createdAt, id, updatedAt } from "./ids.ts";
import { Tenant } from "./tenant.ts";
import { User } from "./user.ts";

const user = () => p.manyToOne(User).ref().deleteRule("cascade");
const tenant = () => p.manyToOne(Tenant).ref().deleteRule("cascade");

export const Session = defineEntity({
  name: "Session",
  tableName: "sessions",
  indexes: [{ properties: ["user"] }],
  properties: {
    id: id(),
    user,
    token: p.text().unique(),
    expiresAt: p.datetime(),
    ipAddress: p.text().nullable(),
    userAgent: p.text().nullable(),
    activeTenantId: p.uuid().nullable(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export const Account = defineEntity({
  name: "Account",
  tableName: "accounts",
  indexes: [{ properties: ["user"] }],
  properties: {
    id: id(),
    user,
    accountId: p.text(),
    providerId: p.text(),
    accessToken: p.text().nullable(),
    refreshToken: p.text().nullable(),
    idToken: p.text().nullable(),
    accessTokenExpiresAt: p.datetime().nullable(),
    refreshTokenExpiresAt: p.datetime().nullable(),
    scope: p.text().nullable(),
    password: p.text().nullable(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export const Verification = defineEntity({
  name: "Verification",
  tableName: "verifications",
  indexes: [{ properties: ["identifier"] }],
  properties: {
    id: id(),
    identifier: p.text(),
    value: p.text(),
    expiresAt: p.datetime(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export const Member = defineEntity({
  name: "Member",
  tableName: "members",
  uniques: [{ properties: ["tenant", "user"] }],
  properties: { id: id(), tenant, user, role: p.text().default("member"), createdAt: createdAt() },
});

export const Invitation = defineEntity({
  name: "Invitation",
  tableName: "invitations",
  indexes: [{ properties: ["tenant"] }],
  properties: {
    id: id(),
    tenant,
    inviter: user,
    email: p.text(),
    role: p.text().nullable(),
    status: p.text().default("pending"),
    expiresAt: p.datetime(),
    createdAt: createdAt(),
  },
});

export const Jwks = defineEntity({
  name: "Jwks",
  tableName: "jwks",
  properties: {
    id: id(),
    publicKey: p.text(),
    /** Encrypted by Better Auth with its secret, which is derived from `SECRET_KEY`. */
    privateKey: p.text(),
    alg: p.text().nullable(),
    crv: p.text().nullable(),
    createdAt: createdAt(),
    expiresAt: p.datetime().nullable(),
  },
});
