import type { Client } from 'pg';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { backendOf } from '../backendOf.ts';
import type { Clock } from '../Clock.ts';

/** One statement of an application that comes while a migration waits. */
export class Latecomer {
  readonly backend: number;
  readonly #client: Client;
  readonly #clock: Clock;
  #startedMs: number | null = null;
  #passed = false;

  private constructor(client: Client, backend: number, clock: Clock) {
    this.#client = client;
    this.backend = backend;
    this.#clock = clock;
  }

  static async open(client: Client, clock: Clock): Promise<Latecomer> {
    return new Latecomer(client, await backendOf(client), clock);
  }

  start(kind: 'read' | 'write', { name }: RelationFacts): void {
    this.#startedMs = this.#clock();
    const sql =
      kind === 'read'
        ? `SELECT 1 FROM ${name} LIMIT 1`
        : `BEGIN; LOCK TABLE ONLY ${name} IN ROW EXCLUSIVE MODE; ROLLBACK`;
    this.#client.query(sql).then(
      () => {
        this.#passed = true;
      },
      // Cut off when it was seen for long enough.
      () => undefined,
    );
  }

  /** How long it has been kept waiting by now; null where it was let through, or never came. */
  waitedMs(): number | null {
    return this.#startedMs === null || this.#passed ? null : this.#clock() - this.#startedMs;
  }

  /** Ends it, also in the middle of its wait. */
  async cutOff(observer: Client): Promise<void> {
    await observer.query('SELECT pg_catalog.pg_terminate_backend($1)', [this.backend]);
    await this.#client.end().catch(() => undefined);
  }
}
