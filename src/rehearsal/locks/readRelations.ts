import type { Client } from 'pg';
import type { RelationChanges } from '../../evidence/MigrationEvidence.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';

/**
 * Names and sizes of every relation, read before the migrations: later, names are invisible to another session
 * until commit, and pg_relation_size waits behind ACCESS EXCLUSIVE.
 */
export function readRelations(client: Client): Promise<RelationFacts[]> {
  return read(
    client,
    `CASE WHEN c.relkind IN ('r', 'i', 'm', 't', 'S') THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END`,
  );
}

/** How the relations differ from what they were, read on the migrating session, which sees what it has not committed. */
export async function readRelationChanges(
  session: Client,
  before: readonly RelationFacts[],
): Promise<RelationChanges | undefined> {
  const now = await read(session, '0');
  const known = new Map(before.map((relation) => [relation.oid, relation]));
  const left = new Set(now.map(({ oid }) => oid));
  const gone = before.filter(({ oid }) => !left.has(oid)).map(({ oid }) => oid);
  const changed = now.flatMap((relation) => {
    const old = known.get(relation.oid);
    if (old && old.name === relation.name && old.table === relation.table) return [];
    return [{ ...relation, bytes: old?.bytes ?? 0 }];
  });
  return changed.length + gone.length > 0 ? { changed, gone } : undefined;
}

async function read(client: Client, bytes: string): Promise<RelationFacts[]> {
  const { rows } = await client.query<
    Omit<RelationFacts, 'bytes' | 'rows'> & { bytes: string; rows: string }
  >(`
    SELECT c.oid::int8::float8 AS oid,
           pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name,
           c.relkind AS kind,
           pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.relname) AS table,
           ${bytes} AS bytes,
           c.reltuples AS rows
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      -- Joined, as there is no index by TOAST table: looked up for each relation it takes a second at 4,000.
      LEFT JOIN pg_catalog.pg_class toasted ON c.relkind = 't' AND toasted.reltoastrelid = c.oid
      LEFT JOIN pg_catalog.pg_class t ON t.oid = coalesce(i.indrelid, toasted.oid)
      LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_temp\\_%'
     ORDER BY c.oid`);
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes), rows: Number(row.rows) }));
}
