import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { TargetTable } from '../resolveTables.ts';
import { heapsOf } from './LoadMode.ts';
import { quoted } from './quoted.ts';

/** Sets the fillfactor of a table's heaps; before its first row. */
export async function setFillfactor(client: Client, { table, storage }: TargetTable): Promise<void> {
  if (storage?.fillfactor === undefined) return;
  for (const { name } of await heapsOf(client, [table.name]))
    await client.query(`alter table ${name} set (fillfactor = ${storage.fillfactor})`);
}

/**
 * Leaves dead tuples: UPDATEs that change nothing and are rolled back. Rows stay where they are, so that
 * their correlation holds; the dead versions and their index entries stay until VACUUM, since an aborted
 * UPDATE gives the page of its new version no hint to prune it (heap_update in heapam.c). Comes after the
 * last VACUUM and before ANALYZE.
 */
export async function leaveDeadTuples(
  client: Client,
  targets: readonly TargetTable[],
  step: (text: string) => void,
): Promise<void> {
  for (const { table, storage } of targets) {
    const share = storage?.deadTuples ?? 0;
    if (share === 0) continue;
    step(`leaving dead tuples in ${table.name}`);
    await checkFillfactor(client, table.name);
    const column = table.columns.find(({ generated, identity }) => !generated && !identity);
    if (column === undefined) continue;
    const name = quoted(column.name);
    // For each row so many versions; each round makes one at most.
    let left = share / (1 - share);
    for (let round = 0; left > 1e-9; round++, left--)
      await rolledBack(
        client,
        `update ${table.name} set ${name} = ${name} where ${chosen(round)} < ${Math.min(1, left)}`,
      );
  }
}

/** A number from 0 to 1 that a row's place gives. */
function chosen(round: number): string {
  const place = `(ctid::text::point)[0]::int8 * 4096 + (ctid::text::point)[1]::int8 + ${round}`;
  return `(hashint8(${place}) & 16777215) / 16777216.0`;
}

async function rolledBack(client: Client, update: string): Promise<void> {
  const { rows } = await client.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  );
  await client.query('begin');
  try {
    // Triggers would work for nothing.
    if (rows[0]?.superuser) await client.query('set local session_replication_role = replica');
    await client.query(update);
  } finally {
    await client.query('rollback');
  }
}

async function checkFillfactor(client: Client, table: string): Promise<void> {
  const heaps = await heapsOf(client, [table]);
  const { rows } = await client.query<{ name: string; fillfactor: string }>(
    `select c.oid::regclass::text as name, option_value as fillfactor
     from pg_class c, pg_options_to_table(c.reloptions)
     where c.oid = any($1::oid[]) and option_name = 'fillfactor' and option_value::int < 100`,
    [heaps.map(({ oid }) => oid)],
  );
  const found = rows[0];
  if (found === undefined) return;
  throw new PgrehearseError(
    'data/storage',
    `table ${found.name}: expected a fillfactor of 100 beside deadTuples, found ${found.fillfactor}`,
    {
      source: `the rows of ${table}`,
      hint: 'Leave deadTuples out: the server prunes them where pages leave room, and the fillfactor shows what they leave.',
    },
  );
}
