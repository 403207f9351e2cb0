/** Who asks: a person signed in, or a tenant's program with its key. */
import type { Role } from "./membership.ts";

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
