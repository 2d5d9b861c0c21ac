import type { Client } from 'pg';
import { strongEnough } from '../../evidence/LockMode.ts';
import type { MigrationEvidence, TableBytes, TableSizes } from '../../evidence/MigrationEvidence.ts';

export type Sizes = ReadonlyMap<number, TableBytes & { name: string }>;

/** Of every table. Asked between migrations only: it waits where somebody holds ACCESS EXCLUSIVE, for as long as `lock_timeout` here. */
export async function readSizes(client: Client): Promise<Sizes | null> {
  try {
    await client.query("BEGIN; SET LOCAL lock_timeout = '500ms'");
    const { rows } = await client.query<TableBytes & { oid: number; name: string }>(`
      SELECT c.oid::int8::float8 AS oid,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name,
             coalesce(pg_catalog.pg_relation_size(c.oid), 0)::float8 AS table,
             coalesce(pg_catalog.pg_indexes_size(c.oid), 0)::float8 AS indexes,
             coalesce(pg_catalog.pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0)::float8 AS toast
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'm') AND c.oid >= 16384 AND n.nspname NOT LIKE 'pg\\_temp\\_%'`);
    return new Map(rows.map(({ oid, ...size }) => [oid, size]));
  } catch {
    return null;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** Of those that have grown or shrunk, come or gone, or were locked so that their rows can have been written. */
export function changedSizes(
  before: Sizes | null,
  after: Sizes | null,
  { statements }: Pick<MigrationEvidence, 'statements'>,
): TableSizes[] | undefined {
  if (!before || !after) return undefined;
  const written = new Set(
    statements.flatMap(({ locksAfter }) =>
      (locksAfter ?? []).filter(({ mode }) => strongEnough(mode, 'RowExclusiveLock')).map(({ oid }) => oid),
    ),
  );
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((oid) => {
    const [old, now] = [before.get(oid), after.get(oid)];
    const same =
      old && now && old.table === now.table && old.indexes === now.indexes && old.toast === now.toast;
    if (same && !written.has(oid)) return [];
    return [{ oid, name: (old ?? now)!.name, before: bytesOf(old), after: bytesOf(now) }];
  });
}

function bytesOf(size: TableBytes | undefined): TableBytes | null {
  return size ? { table: size.table, indexes: size.indexes, toast: size.toast } : null;
}
