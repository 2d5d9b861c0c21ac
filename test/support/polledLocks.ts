import type { Client } from 'pg';
import { type LockMode, strongEnough } from '../../src/evidence/LockMode.ts';

/**
 * Calls `work` while the server itself reads pg_locks over and over, without a pause, and gives the strongest lock on
 * each relation that the backend had. An account of its own, that owes nothing to what is tested.
 * @param poller in another database: CREATE INDEX CONCURRENTLY waits for the snapshots of its own
 */
export async function polledLocks(
  poller: Client,
  backend: number,
  work: () => Promise<unknown>,
): Promise<Map<number, LockMode>> {
  await poller.query(`
    CREATE TEMPORARY TABLE IF NOT EXISTS seen (oid oid, mode text, PRIMARY KEY (oid, mode));
    TRUNCATE seen`);
  let over = false;
  const looking = (async () => {
    while (!over)
      await poller.query(`
        DO $$ DECLARE til timestamptz := clock_timestamp() + interval '20 ms';
        BEGIN
          WHILE clock_timestamp() < til LOOP
            INSERT INTO seen SELECT relation, mode FROM pg_locks
              WHERE pid = ${backend} AND granted AND locktype = 'relation' AND relation >= 16384
              ON CONFLICT DO NOTHING;
          END LOOP;
        END $$`);
  })();
  await new Promise((resolve) => setTimeout(resolve, 30));
  try {
    await work();
  } finally {
    over = true;
    await looking;
  }
  const { rows } = await poller.query<{ oid: string; mode: LockMode }>('SELECT oid, mode FROM seen');
  const strongest = new Map<number, LockMode>();
  for (const { oid, mode } of rows) {
    const known = strongest.get(Number(oid));
    if (!known || strongEnough(mode, known)) strongest.set(Number(oid), mode);
  }
  return strongest;
}
