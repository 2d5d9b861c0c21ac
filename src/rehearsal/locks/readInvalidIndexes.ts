import type { Client } from 'pg';
import type { InvalidIndex } from '../../evidence/MigrationEvidence.ts';

/** Indexes that the planner does not use: a build that failed, or a partitioned one that lacks partitions (pg_index.indisvalid). */
export async function readInvalidIndexes(client: Client): Promise<InvalidIndex[]> {
  const { rows } = await client.query<InvalidIndex>(`
    SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name,
           pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.relname) AS table,
           c.relkind = 'I' AS partitioned
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
     WHERE NOT i.indisvalid AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp\\_%'
     ORDER BY 1`);
  return rows;
}
