import type { Client } from 'pg';
import type { LockMode } from '../../evidence/LockMode.ts';

export interface BackendLook {
  locks: { oid: number; mode: LockMode }[];
  /** Where the write-ahead log ends, in bytes. */
  walPosition: number;
}

/** From so many locks on, whether they have changed is asked first: thousands of rows for every statement would lengthen every hold. */
const manyLocks = 100;

const position = `(SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::float8) AS position`;
const held = `
  pg_catalog.pg_locks
     WHERE pid = $1 AND granted AND locktype = 'relation' AND relation >= 16384
       AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`;

const rowsOf = {
  name: 'pgrehearse_locks_of',
  text: `SELECT ${position}, l.* FROM (VALUES (1)) AS one
           LEFT JOIN (SELECT DISTINCT relation::int8::float8 AS oid, mode FROM ${held}) AS l ON true`,
};

const digestOf = {
  name: 'pgrehearse_digest_of',
  text: `SELECT ${position}, pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashint8(
           (relation::int8 << 6) # pg_catalog.length(mode)::int8))) AS digest FROM ${held}`,
};

/** What one backend holds between its statements: exact, as nothing runs in its transaction then. */
export class BackendLooks {
  readonly #observer: Client;
  readonly #backend: number;
  #locks: BackendLook['locks'] = [];
  /** Of `#locks`; empty where that was not asked. */
  #digest = '';

  constructor(observer: Client, backend: number) {
    this.#observer = observer;
    this.#backend = backend;
  }

  /** One question, as it lengthens every hold; the same array as before where many locks are the same as before. */
  async take(): Promise<BackendLook> {
    const many = this.#locks.length >= manyLocks;
    if (many) {
      const { digest, position: walPosition } = await this.#readDigest();
      if (digest === this.#digest) return { locks: this.#locks, walPosition };
      this.#digest = digest;
    }
    const { rows } = await this.#observer.query<{
      position: number;
      oid: number | null;
      mode: LockMode | null;
    }>({ ...rowsOf, values: [this.#backend] });
    this.#locks = rows.flatMap(({ oid, mode }) => (oid !== null && mode !== null ? [{ oid, mode }] : []));
    if (!many && this.#locks.length >= manyLocks) this.#digest = (await this.#readDigest()).digest;
    return { locks: this.#locks, walPosition: rows[0]!.position };
  }

  async #readDigest(): Promise<{ digest: string; position: number }> {
    const values = [this.#backend];
    const { rows } = await this.#observer.query<{ digest: string; position: number }>({
      ...digestOf,
      values,
    });
    return rows[0]!;
  }
}
