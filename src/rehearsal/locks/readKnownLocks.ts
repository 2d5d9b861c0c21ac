import type { Client } from 'pg';
import { type LockMode, strongEnough } from '../../evidence/LockMode.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import { type LockedPart, type StandaloneLocks, standaloneLocks } from '../../migrations/standaloneLocks.ts';
import { parseSql } from '../../scenario/parseSql.ts';

/** Reads catalogs only, and locks none of the relations. */
const parts = {
  name: 'pgrehearse_parts',
  text: `
    WITH RECURSIVE named AS (
      SELECT pg_catalog.to_regclass(name)::oid AS oid, nth FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS n (name, nth)
      UNION ALL
      SELECT c.oid, 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE $2 AND c.relkind IN ('r', 'm', 'p') AND n.nspname <> 'pg_toast' AND ($3::text IS NULL OR n.nspname = $3)
         AND (NOT $4 OR EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisclustered))
    ), tree AS (
      SELECT oid, nth, 'named' AS role FROM named
      UNION
      SELECT i.inhrelid, t.nth, 'partition' FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
        JOIN pg_catalog.pg_class p ON p.oid = i.inhrelid AND p.relispartition
    ), parts AS (
      SELECT oid, nth, role FROM tree
      UNION SELECT i.indexrelid, t.nth, 'index' FROM pg_catalog.pg_index i JOIN tree t ON t.oid = i.indrelid
      UNION SELECT i.indrelid, t.nth, 'table' FROM pg_catalog.pg_index i JOIN tree t ON t.oid = i.indexrelid
      UNION SELECT f.confrelid, t.nth, 'referenced' FROM pg_catalog.pg_constraint f JOIN tree t ON t.oid = f.conrelid
             WHERE f.contype = 'f' AND f.conparentid <> 0
      UNION SELECT f.conrelid, t.nth, 'referencing' FROM pg_catalog.pg_constraint f JOIN tree t ON t.oid = f.confrelid
             WHERE f.contype = 'f' AND f.conparentid <> 0
    )
    SELECT p.oid::int8::float8 AS oid, p.nth::int AS nth, p.role, c.relkind AS kind, c.relispartition AS attached
      FROM parts p JOIN pg_catalog.pg_class c ON c.oid = p.oid
     WHERE p.oid >= 16384`,
};

/**
 * The locks that a statement will take outside a transaction block, where PostgreSQL's source tells; asked on the
 * migrating session, whose search_path counts. Undefined where it does not tell.
 */
export async function readKnownLocks(
  { sql }: Pick<Statement, 'sql'>,
  session: Client,
): Promise<{ oid: number; mode: LockMode }[] | undefined> {
  const [parsed] = (await parseSql(sql)).statements;
  const known = parsed && standaloneLocks(parsed);
  if (!known) return undefined;
  const { names, all } = known;
  const values = [names, all !== null, all?.schema ?? null, all?.clustered ?? false];
  const { rows } = await session.query<LockedPart & { oid: number }>({ ...parts, values });
  return strongest(rows, known);
}

function strongest(
  rows: readonly (LockedPart & { oid: number })[],
  { modeOf }: StandaloneLocks,
): { oid: number; mode: LockMode }[] {
  const modes = new Map<number, LockMode>();
  for (const { oid, ...part } of rows) {
    const mode = modeOf(part);
    const other = modes.get(oid);
    if (mode && (!other || strongEnough(mode, other))) modes.set(oid, mode);
  }
  return [...modes].map(([oid, mode]) => ({ oid, mode }));
}
