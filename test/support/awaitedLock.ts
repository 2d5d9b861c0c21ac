import type { Client } from 'pg';
import { conflict } from '../../src/analysis/lockConflicts.ts';
import { type LockMode, lockModes, modeName } from '../../src/evidence/LockMode.ts';

/**
 * The mode in which `work` waits for a table that somebody holds in the weakest mode that is in its way; null where it ends without having waited. For locks that pass too quickly to be seen otherwise.
 */
export async function awaitedLock(
  holder: Client,
  backend: number,
  table: { oid: number; name: string },
  wanted: LockMode,
  work: () => Promise<unknown>,
): Promise<LockMode | null> {
  const held = lockModes.find((mode) => conflict(mode, wanted))!;
  await holder.query(`BEGIN; LOCK TABLE ONLY ${table.name} IN ${modeName(held)} MODE`);
  let over = false;
  const working = work().finally(() => {
    over = true;
  });
  let mode: LockMode | null = null;
  while (!over && mode === null) {
    const { rows } = await holder.query<{ mode: LockMode }>(
      'SELECT mode FROM pg_locks WHERE pid = $1 AND NOT granted AND relation = $2',
      [backend, table.oid],
    );
    mode = rows[0]?.mode ?? null;
  }
  await holder.query('COMMIT');
  await working;
  return mode;
}
