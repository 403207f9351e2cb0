/** Who runs the installation. Asked of the database each time: a token may be older than the role, and keys never have it. */
import { User } from "#shared/db/entities/user.ts";
import type { Orm } from "#shared/db/open.ts";
import type { Principal } from "../http/principal.ts";

export async function isOperator(orm: Orm, { kind, id }: Pick<Principal, "kind" | "id">): Promise<boolean> {
  return kind === "person" && (await orm.em.fork().count(User, { id, role: "operator" })) > 0;
}
