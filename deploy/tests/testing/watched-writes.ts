/** Notes every row that is written to the tables of the bots' work, by the database login of who wrote it. */
import type { Cluster } from "./cluster.ts";
import type { Member } from "./member.ts";

const tables = ["inbox", "messages", "conversations"];

export interface Write {
  table: string;
  atMs: number;
}

export class WatchedWrites {
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  static async of(cluster: Cluster): Promise<WatchedWrites> {
    const triggers = tables.map(
      (table) =>
        `create trigger watched after insert or update on ${table} for each row execute function note_write();`,
    );
    await cluster.world.query(`
      create table watched (login text, tab text, at timestamptz);
      create function note_write() returns trigger language plpgsql security definer as
        $$ begin insert into watched values (session_user, tg_table_name, clock_timestamp()); return null; end $$;
      ${triggers.join("\n")}
    `);
    return new WatchedWrites(cluster);
  }

  /** A runtime that has the login for itself. */
  async addMember(login: string): Promise<Member> {
    const { world } = this.#cluster;
    await world.query(`create role ${login} superuser login password '${login}'`);
    const url = new URL(world.database.url);
    url.username = url.password = login;
    return this.#cluster.addMember({ DATABASE_URL: url.href });
  }

  by(login: string): Promise<Write[]> {
    return this.#cluster.world.query<Write>(
      `select tab as table, extract(epoch from at)::float8 * 1000 as "atMs" from watched where login = $1 order by at`,
      [login],
    );
  }
}
