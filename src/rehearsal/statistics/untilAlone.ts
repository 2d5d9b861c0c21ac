import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** A backend takes a moment to leave after its client has gone. In milliseconds. */
const patience = 2_000;

/**
 * Whether nobody who may have written is in the client's database, waiting a little for those who leave: a backend may keep to itself
 * what it has written until then, as far as the views of statistics go (pgstat_shutdown_hook in pgstat.c).
 */
export async function untilAlone(client: Client): Promise<boolean> {
  const deadline = performance.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ others: boolean }>(
      `select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and backend_type = 'client backend' and application_name <> 'pgrehearse write-ahead log') as others`,
    );
    if (!rows[0]!.others) return true;
    if (performance.now() > deadline) return false;
    await sleep(50);
  }
}
