/** How Better Auth's models and fields are called in our tables. Keep in step with `shared/db/entities/auth-tables.ts`. */

const created = { createdAt: "created_at" } as const;
const timed = { ...created, updatedAt: "updated_at" } as const;

export const userTable = {
  modelName: "users",
  fields: { emailVerified: "email_verified", ...timed },
  /** The database decides who is the operator; nobody can send it in. */
  additionalFields: { role: { type: "string", required: false, input: false } },
} as const;

export const sessionTable = {
  modelName: "sessions",
  fields: { userId: "user_id", expiresAt: "expires_at", ipAddress: "ip_address", userAgent: "user_agent", ...timed },
} as const;

export const accountTable = {
  modelName: "accounts",
  fields: {
    userId: "user_id",
    accountId: "account_id",
    providerId: "provider_id",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
    ...timed,
  },
} as const;

export const verificationTable = {
  modelName: "verifications",
  fields: { expiresAt: "expires_at", ...timed },
} as const;

/** The organisation plugin's: an organisation is a tenant. */
export const tenantTables = {
  organization: {
    modelName: "tenants",
    fields: created,
    additionalFields: { plan: { type: "string", required: false, input: false } },
  },
  member: { modelName: "members", fields: { organizationId: "tenant_id", userId: "user_id", ...created } },
  invitation: {
    modelName: "invitations",
    fields: { organizationId: "tenant_id", inviterId: "inviter_id", expiresAt: "expires_at", ...created },
  },
  session: { fields: { activeOrganizationId: "active_tenant_id" } },
} as const;

/** The JWT plugin's. */
export const keyTables = {
  jwks: {
    modelName: "jwks",
    fields: { publicKey: "public_key", privateKey: "private_key", expiresAt: "expires_at", ...created },
  },
} as const;
