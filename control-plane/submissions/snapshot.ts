/**
 * A form's submissions as they were at one moment, read as they are asked for through a database cursor. It holds one of
 * the process's connections, in a transaction that sees the tenant's rows alone, until it is disposed of.
 */
import { type EntityDictionary, IsolationLevel } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { FormSubmission } from "#shared/db/entities/form-submission.ts";
import type { Submission, SubmissionFilter } from "#shared/schemas/submission.ts";
import { type Matching, matching } from "../forms/matching.ts";
import type { Scope } from "../http/route.ts";
import { presentSubmissions } from "./presenter.ts";

type Row = EntityDictionary<FormSubmission>;

export class Snapshot implements AsyncDisposable {
  readonly #em: EntityManager;
  readonly #matching: Matching;
  readonly #signal: AbortSignal;
  #backend = 0;
  /** Never rejects. */
  #running: Promise<unknown> | null = null;
  #cancelling: Promise<unknown> | null = null;

  private constructor(em: EntityManager, matching: Matching, signal: AbortSignal) {
    this.#em = em;
    this.#matching = matching;
    this.#signal = signal;
    signal.addEventListener("abort", this.#cancel, { once: true });
  }

  /** @param signal ends the query that is under way, and refuses others */
  static async open(
    { em: scoped }: Pick<Scope, "em">,
    formId: string,
    filter: SubmissionFilter,
    signal: AbortSignal,
  ): Promise<Snapshot> {
    const em = scoped.fork();
    await em.begin({ isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true });
    const snapshot = new Snapshot(em, matching(formId, filter), signal);
    try {
      await snapshot.#declare();
      return snapshot;
    } catch (error) {
      await snapshot[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #declare(): Promise<void> {
    const { where, values } = this.#matching;
    // Whoever downloads may be slow, and nothing waits for us.
    await this.#run(() => this.#em.execute("set local idle_in_transaction_session_timeout = 0"));
    const [row] = await this.#run(() => this.#em.execute<{ pid: number }[]>("select pg_backend_pid() as pid"));
    this.#backend = row!.pid;
    await this.#run(() =>
      this.#em.execute(
        `declare submissions no scroll cursor for select * from form_submissions where ${where} order by id`,
        values,
      ),
    );
  }

  /** @returns the names that answers have, of whatever version, in alphabetical order */
  async names(): Promise<string[]> {
    const { where, values } = this.#matching;
    const rows = await this.#run(() =>
      this.#em.execute<{ name: string }[]>(
        `select distinct jsonb_object_keys(answers) as name from form_submissions where ${where} order by name`,
        values,
      ),
    );
    return rows.map(({ name }) => name);
  }

  /** @returns the next ones, oldest first, `count` at most; none at the end */
  async read(count: number): Promise<Submission[]> {
    const rows = await this.#run(() => this.#em.execute<Row[]>(`fetch ${count} from submissions`));
    // What was read before would be kept as long as the transaction.
    this.#em.clear();
    return this.#run(() =>
      presentSubmissions(
        this.#em,
        rows.map((row) => this.#em.map(FormSubmission, row)),
      ),
    );
  }

  /** Gives the connection back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener("abort", this.#cancel);
    // A cancellation that came late would hit whoever has the connection next.
    await this.#cancelling;
    await this.#running;
    await this.#em.rollback();
  }

  async #run<T>(query: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    const running = query();
    this.#running = running.catch(() => {});
    try {
      return await running;
    } finally {
      this.#running = null;
    }
  }

  /** By ourselves: MikroORM's own way writes to the console when it comes a moment too late. */
  #cancel = (): void => {
    if (!this.#running) return;
    const ended = this.#em.getConnection().execute("select pg_cancel_backend(?)", [this.#backend]);
    this.#cancelling = ended.catch(() => {});
  };
}
