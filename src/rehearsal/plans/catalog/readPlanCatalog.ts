import type { Client } from 'pg';
import type { CatalogIndex, CatalogTable, PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import { indexDefinition } from './indexDefinition.ts';
import type { PlannedRelation } from './plannedRelations.ts';

/** Of more partitions than this only those that a plan names are described; the others are listed. */
const describedPartitions = 100;

/**
 * What the catalog says of relations, of the tables that they are partitions of or inherit from, and of all beneath
 * those; on PostgreSQL 12 to 18, within a transaction or outside.
 * @param known OIDs of relations that are of interest whatever they are called now
 */
export async function readPlanCatalog(
  client: Client,
  named: readonly PlannedRelation[],
  known: readonly number[] = [],
): Promise<PlanCatalog> {
  if (named.length + known.length === 0) return { tables: [], indexes: [] };
  const tables = await client.query<CatalogTable>(tablesQuery, [
    named.map(({ schema }) => schema),
    named.map(({ name }) => name),
    known,
    describedPartitions,
  ]);
  const described = tables.rows.filter(({ columns }) => columns.length > 0).map(({ oid }) => oid);
  const indexes = await client.query<IndexRow>(indexesQuery, [described]);
  return {
    tables: tables.rows.map((table) => ({ ...table, statistics: table.statistics.map(withoutNames).sort() })),
    indexes: indexes.rows.map(({ nameOn, tableUsing, options, definition, ...index }) => ({
      ...index,
      definition: indexDefinition({ definition, nameOn, tableUsing, options, predicate: index.predicate }),
    })),
  };
}

interface IndexRow extends CatalogIndex {
  nameOn: string;
  tableUsing: string;
  options: boolean;
}

/** `CREATE STATISTICS public.s (ndistinct) ON a, b FROM t`. */
function withoutNames(definition: string): string {
  return definition
    .slice(0, definition.lastIndexOf(' FROM '))
    .replace(/^CREATE STATISTICS (?:"(?:[^"]|"")*"|[^".\s])+(?:\.(?:"(?:[^"]|"")*"|[^".\s])+)? /, '');
}

const family = `
  RECURSIVE wanted AS (
    SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN ROWS FROM (unnest($1::text[]), unnest($2::text[])) AS named (schema, name)
        ON n.nspname = named.schema AND c.relname = named.name
     WHERE c.relkind IN ('r', 'p', 'm', 'f')
    UNION SELECT c.oid FROM pg_catalog.pg_class c
     WHERE c.oid = ANY ($3::int8[]::oid[]) AND c.relkind IN ('r', 'p', 'm', 'f')),
  above AS (
    SELECT oid FROM wanted
    UNION SELECT i.inhparent FROM above JOIN pg_catalog.pg_inherits i ON i.inhrelid = above.oid),
  beneath AS (
    SELECT oid AS root, oid FROM above a
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = a.oid)
    UNION SELECT beneath.root, i.inhrelid FROM beneath JOIN pg_catalog.pg_inherits i ON i.inhparent = beneath.oid),
  family AS (
    SELECT oid, pg_catalog.min(root) AS root, (SELECT pg_catalog.count(*) FROM beneath) <= $4 OR
           oid IN (SELECT oid FROM above) AS described FROM beneath GROUP BY oid)`;

/** Statistics of what lies beneath count for a table that holds no rows itself. */
const tablesQuery = `WITH ${family}
  SELECT c.oid::int8::float8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
         nullif(f.root, c.oid)::int8::float8 AS root, pg_catalog.pg_get_partkeydef(c.oid) AS "partitionKey",
         c.reltuples::float8 AS rows, c.relpages AS pages, c.relallvisible AS "allVisible",
         coalesce(columns, '[]') AS columns, coalesce(statistics, '[]') AS statistics
    FROM family f JOIN pg_catalog.pg_class c ON c.oid = f.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (
      SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
               'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
               'collation', CASE WHEN a.attcollation <> t.typcollation THEN
                 (SELECT collname FROM pg_catalog.pg_collation WHERE oid = a.attcollation) END,
               'notNull', a.attnotnull, 'analyzed', s.attname IS NOT NULL, 'distinct', s.n_distinct,
               'nullFraction', s.null_frac, 'correlation', s.correlation) ORDER BY a.attnum) AS columns
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname
         AND s.attname = a.attname AND s.inherited = (c.relkind = 'p')
       WHERE f.described AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS of_columns ON true
    LEFT JOIN LATERAL (
      SELECT pg_catalog.json_agg(pg_catalog.pg_get_statisticsobjdef(e.oid)) AS statistics
        FROM pg_catalog.pg_statistic_ext e WHERE e.stxrelid = c.oid) AS of_statistics ON true
   ORDER BY c.oid`;

const indexesQuery = `
  SELECT c.oid::int8::float8 AS oid, n.nspname AS schema, c.relname AS name, i.indrelid::int8::float8 AS table,
         pg_catalog.pg_get_indexdef(c.oid) AS definition,
         pg_catalog.format('INDEX %I ON ', c.relname) AS "nameOn",
         pg_catalog.format('%I.%I USING ', tn.nspname, t.relname) AS "tableUsing",
         c.reloptions IS NOT NULL AS options, keys, included, collations,
         pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate, m.amname AS method,
         i.indisunique AS unique, i.indisvalid AS valid, c.relpages AS pages
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
    JOIN pg_catalog.pg_am m ON m.oid = c.relam
    CROSS JOIN LATERAL (
      SELECT coalesce(pg_catalog.json_agg(def ORDER BY at) FILTER (WHERE at <= i.indnkeyatts), '[]') AS keys,
             coalesce(pg_catalog.json_agg(def ORDER BY at) FILTER (WHERE at > i.indnkeyatts), '[]') AS included,
             coalesce(pg_catalog.json_agg(other ORDER BY at) FILTER (WHERE at <= i.indnkeyatts), '[]') AS collations
        FROM (SELECT a.attnum AS at, pg_catalog.pg_get_indexdef(c.oid, a.attnum, false) AS def,
                     CASE WHEN a.attnum <= i.indnkeyatts AND i.indcollation[a.attnum - 1] <> ty.typcollation THEN
                       (SELECT collname FROM pg_catalog.pg_collation WHERE oid = i.indcollation[a.attnum - 1]) END AS other
                FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid
               WHERE a.attrelid = c.oid AND a.attnum > 0) AS parts) AS of_keys
   WHERE i.indrelid = ANY ($1::int8[]::oid[])
   ORDER BY c.oid`;
