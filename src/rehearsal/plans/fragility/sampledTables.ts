import type { Client } from 'pg';
import type { PlannedRelation } from '../catalog/plannedRelations.ts';

/** A table of which an ordinary ANALYZE reads a part only, so that chance has a say in its statistics. */
export interface SampledTable {
  /** As PostgreSQL prints it; of a partition that is the partitioned table, whose ANALYZE is theirs, too. */
  name: string;
  /** The relations in plans whose statistics ANALYZE of it makes. */
  relations: PlannedRelation[];
}

/** Of the relations in plans, and of what they are partitions of or inherit from. */
export async function sampledTables(
  client: Client,
  relations: readonly PlannedRelation[],
): Promise<SampledTable[]> {
  const { rows } = await client.query<SampledTable>(query, [
    relations.map(({ schema }) => schema),
    relations.map(({ name }) => name),
  ]);
  return rows;
}

/** ANALYZE reads 300 rows for each step of the largest target of a column (std_typanalyze in analyze.c), of partitions together as many. */
const query = `
  WITH RECURSIVE named AS (
    SELECT c.oid, named.schema, named.name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS named (schema, name)
        ON n.nspname = named.schema AND c.relname = named.name WHERE c.relkind IN ('r', 'p', 'm')),
  above AS (
    SELECT oid, oid AS top FROM named
    UNION ALL SELECT above.oid, i.inhparent FROM above JOIN pg_catalog.pg_inherits i ON i.inhrelid = above.top),
  tops AS (
    SELECT DISTINCT oid, top FROM above a WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = a.top)),
  beneath AS (
    SELECT DISTINCT top, top AS oid FROM tops
    UNION ALL SELECT beneath.top, i.inhrelid FROM beneath JOIN pg_catalog.pg_inherits i ON i.inhparent = beneath.oid),
  sizes AS (
    SELECT b.top, pg_catalog.sum(greatest(c.reltuples, 0)) FILTER (WHERE c.relkind <> 'p') AS rows,
           greatest(pg_catalog.max((SELECT pg_catalog.max(attstattarget) FROM pg_catalog.pg_attribute
                                     WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)),
                    pg_catalog.current_setting('default_statistics_target')::int) AS target
      FROM beneath b JOIN pg_catalog.pg_class c ON c.oid = b.oid GROUP BY b.top)
  SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('schema', schema, 'name', named.name))
            FROM named JOIN tops USING (oid) WHERE tops.top = s.top) AS relations
    FROM sizes s JOIN pg_catalog.pg_class c ON c.oid = s.top JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE s.rows > 300 * s.target
   ORDER BY 1`;
