import type { Client } from 'pg';
import type { StatementEvidence } from '../../evidence/MigrationEvidence.ts';

/** By the relation's OID. */
export type Files = ReadonlyMap<number, File>;

interface File {
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  kind: 'r' | 'm' | 'i';
  /** pg_class.relfilenode and reltablespace. */
  node: number;
  tablespace: number;
}

/** Of every table, materialized view and index of the database, or of those asked for. */
export async function readFiles(session: Client, oids: readonly number[] | null = null): Promise<Files> {
  const { rows } = await session.query<File & { oid: number }>({
    text: `
    SELECT c.oid::int8::float8 AS oid, c.relkind AS kind,
           pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name,
           c.relfilenode::int8::float8 AS node, c.reltablespace::int8::float8 AS tablespace
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 'i') AND c.oid >= 16384 AND n.nspname <> 'pg_toast'
       AND ($1::oid[] IS NULL OR c.oid = ANY ($1::oid[]))`,
    values: [oids],
  });
  return new Map(rows.map(({ oid, ...file }) => [oid, file]));
}

/**
 * A heap that is written anew is built beside the old one as a relation whose file is numbered as its OID is
 * (make_new_heap, cluster.c; heap_create, heap.c), and stays locked to the transaction's end. What moved to
 * another tablespace was copied. Any other new file of a table is an empty one, TRUNCATE's; an index gets one
 * whenever it is built.
 * @returns OIDs
 */
export function changedFiles(
  before: Files,
  after: Files,
  { kind, locksAfter }: Pick<StatementEvidence, 'kind' | 'locksAfter'>,
): { rewritten: number[]; emptied: number[] } {
  const locked = new Set(locksAfter?.map(({ oid }) => oid));
  const found = { rewritten: [] as number[], emptied: [] as number[] };
  for (const [oid, file] of after) {
    const old = before.get(oid);
    if (!old || old.node === file.node) continue;
    const moved = old.tablespace !== file.tablespace && kind !== 'ReindexStmt';
    // Outside a transaction no lock is left to tell; there only these write a table anew.
    const swapped = locksAfter ? locked.has(file.node) : kind === 'VacuumStmt' || kind === 'ClusterStmt';
    if (moved || (file.kind !== 'i' && swapped)) found.rewritten.push(oid);
    else if (file.kind !== 'i') found.emptied.push(oid);
  }
  return found;
}
