/** The transaction of an entity manager, for what is written in SQL with `$1` placeholders. */
import type { EntityManager } from "@mikro-orm/postgresql";

export type Query = (sql: string, values: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** @param em inside its transaction. The SQL holds no question marks: MikroORM takes each for a placeholder. */
export const queryOf =
  (em: EntityManager): Query =>
  (sql, values) => {
    const inOrder: unknown[] = [];
    const renamed = sql.replace(/\$(\d+)/g, (_, n: string) => {
      inOrder.push(values[Number(n) - 1]);
      return "?";
    });
    return em.execute(renamed, inOrder);
  };
