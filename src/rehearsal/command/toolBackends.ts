import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** A backend notices that it is to end at its next look, unless it waits for the disk. */
const patienceMs = 10_000;

/** Backends of ours in this database, which are no tool's. */
export async function ownBackends(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_catalog.pg_stat_activity
      WHERE datname = pg_catalog.current_database() AND application_name LIKE 'pgrehearse%'`,
  );
  return rows.map(({ pid }) => pid);
}

/** A program that was ended leaves its session behind, with its locks, until the server finds nobody there. */
export async function endToolBackends(client: Client): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const { rows } = await client.query(
      `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
        WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend'
          AND application_name NOT LIKE 'pgrehearse%'`,
    );
    if (rows.length === 0) return;
    await sleep(20);
  }
}
