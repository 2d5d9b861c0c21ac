import type { Client } from 'pg';
import type { Clock } from '../Clock.ts';
import type { WaitingRow } from '../waits/WaitFollower.ts';
import type { Look } from './LockFollower.ts';
import { type DigestRow, digestLook, type LockRow, locksLook, waitsLook, workersLook } from './lockLooks.ts';

/** From so many rows on, whether they have changed is asked first. */
const manyRows = 200;
/** Between two looks at who waits, and at who works for a leader, in milliseconds. */
const apart = { waits: 10, workers: 200 };

export interface Taken {
  look: Look;
  /** Null where they are those of the look before. */
  locks: LockRow[] | null;
  leaders: ReadonlyMap<number, number>;
  /** Null where nobody looked. */
  waiting: WaitingRow[] | null;
  /** How many came over the connection. */
  rows: number;
}

/** Looks at pg_locks, each with as little as tells what is new. */
export class Looks {
  readonly followed = new Set<number>();
  /** Where set, whoever is none of these and takes a lock is followed, too. */
  strangersTo: readonly number[] | null = null;
  readonly #client: Client;
  readonly #clock: Clock;
  #leaders = new Map<number, number>();
  #database = 0;
  #rows = 0;
  #digest = '';
  #someWait = false;
  #waitsMs = Number.NEGATIVE_INFINITY;
  #workersMs = Number.NEGATIVE_INFINITY;

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async open(): Promise<void> {
    const { rows } = await this.#client.query<{ oid: number }>(
      'SELECT oid::int8::float8 AS oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()',
    );
    this.#database = rows[0]!.oid;
  }

  async take(): Promise<Taken> {
    await this.#findWorkers();
    const values = [[...this.followed, ...this.#leaders.keys()], this.#database, this.strangersTo];
    const leaders = this.#leaders;
    if (this.#rows >= manyRows) {
      const { rows, look } = await this.#ask<DigestRow>(digestLook, values);
      const digest = `${rows[0]!.count} ${rows[0]!.hash}`;
      const same = digest === this.#digest;
      this.#digest = digest;
      if (same) return { look, locks: null, leaders, waiting: await this.#waiting(values), rows: 1 };
    }
    const { rows, look } = await this.#ask<LockRow>(locksLook, values);
    this.#rows = rows.length;
    this.#someWait = rows.some(({ granted }) => !granted);
    this.#followStrangers(rows);
    const locks = rows.filter((row) => isOfOurs(row) && (this.followed.has(row.pid) || leaders.has(row.pid)));
    return { look, locks, leaders, waiting: await this.#waiting(values), rows: rows.length };
  }

  /** Asked only where somebody waits: pg_blocking_pids costs. */
  async #waiting(values: unknown[]): Promise<WaitingRow[] | null> {
    if (!this.#someWait) return [];
    if (this.#clock() - this.#waitsMs < apart.waits) return null;
    this.#waitsMs = this.#clock();
    return (await this.#ask<WaitingRow>(waitsLook, values.slice(0, 2))).rows;
  }

  #followStrangers(rows: readonly LockRow[]): void {
    if (!this.strangersTo) return;
    for (const row of rows) {
      if (isOfOurs(row) && !this.strangersTo.includes(row.pid) && !this.#leaders.has(row.pid))
        this.followed.add(row.pid);
    }
  }

  async #findWorkers(): Promise<void> {
    if (this.#rows === 0 || this.#clock() - this.#workersMs < apart.workers) return;
    this.#workersMs = this.#clock();
    const { rows } = await this.#ask<{ pid: number; leader: number }>(workersLook, [[...this.followed]]);
    this.#leaders = new Map(rows.map(({ pid, leader }) => [pid, leader]));
  }

  async #ask<Row extends object>(
    query: { name: string; text: string },
    values: unknown[],
  ): Promise<{ rows: Row[]; look: Look }> {
    const sentMs = this.#clock();
    const { rows } = await this.#client.query<Row>({ ...query, values });
    return { rows, look: { sentMs, receivedMs: this.#clock() } };
  }
}

/** On a relation that is none of the catalog's. */
function isOfOurs({ type, relation }: LockRow): boolean {
  return type === 'relation' && (relation ?? 0) >= 16384;
}
