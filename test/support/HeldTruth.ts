import type { Client } from 'pg';
import type { LockMode } from '../../src/evidence/LockMode.ts';

/** When a lock came and went, as the server itself saw it; Unix milliseconds. */
export interface Truth {
  /** Not held yet, and held already. */
  absentMs: number;
  firstMs: number;
  /** Held still, and gone. */
  lastMs: number;
  goneMs: number;
}

const every = 0.0005;

/** Reads pg_locks inside the server, again and again, from another database: an account that owes nothing to the sampler. */
export class HeldTruth {
  readonly #poller: Client;
  #over = false;
  #polling: Promise<void> | null = null;

  private constructor(poller: Client) {
    this.#poller = poller;
  }

  static async open(poller: Client): Promise<HeldTruth> {
    await poller.query('CREATE TEMPORARY TABLE looks (before float8, after float8, held boolean)');
    return new HeldTruth(poller);
  }

  async start(backend: number, oid: number, mode: LockMode): Promise<void> {
    await this.#poller.query('TRUNCATE looks');
    this.#over = false;
    const look = `
      DO $$
      DECLARE before timestamptz; after timestamptz; held boolean;
        til timestamptz := clock_timestamp() + interval '50 ms';
      BEGIN
        WHILE clock_timestamp() < til LOOP
          before := clock_timestamp();
          held := EXISTS (SELECT FROM pg_locks WHERE locktype = 'relation' AND pid = ${backend} AND relation = ${oid} AND mode = '${mode}' AND granted);
          after := clock_timestamp();
          INSERT INTO looks VALUES (extract(epoch FROM before) * 1000, extract(epoch FROM after) * 1000, held);
          PERFORM pg_sleep(${every});
        END LOOP;
      END $$`;
    this.#polling = (async () => {
      while (!this.#over) await this.#poller.query(look);
    })();
    await new Promise((resolve) => setTimeout(resolve, 15));
  }

  /** Null where it was never seen. */
  async stop(): Promise<Truth | null> {
    this.#over = true;
    await this.#polling;
    const { rows } = await this.#poller.query<{ before: number; after: number; held: boolean }>(
      'SELECT * FROM looks ORDER BY before',
    );
    const first = rows.findIndex(({ held }) => held);
    const last = rows.findLastIndex(({ held }) => held);
    if (first < 1 || last === rows.length - 1) return null;
    return {
      absentMs: rows[first - 1]!.before,
      firstMs: rows[first]!.after,
      lastMs: rows[last]!.before,
      goneMs: rows[last + 1]!.after,
    };
  }
}
