/** Who asks: a person signed in, or a tenant's program with its key. */
import type { IncomingHttpHeaders } from "node:http";

export type Role = "owner" | "admin" | "member";

export interface Principal {
  kind: "person" | "key";
  /** The user's or the key's. */
  id: string;
  tenantId: string;
  /** A key acts as an admin, but manages no keys. */
  role: Role;
  /** Sent by the browser by itself, so that another site could make it send it. */
  byCookie: boolean;
}

/** @returns `null` when nobody has shown who they are */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Principal | null>;
