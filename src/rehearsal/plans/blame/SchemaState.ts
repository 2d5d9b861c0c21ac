import type { Client } from 'pg';
import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import type { PlannedRelation } from '../catalog/plannedRelations.ts';
import { readPlanCatalog } from '../catalog/readPlanCatalog.ts';

/** All that a statement may change of a query's plan, as a session sees it at one moment. */
export interface SchemaState extends StateBesides {
  catalog: PlanCatalog;
}

/** What plans depend on and their catalog does not say. */
interface StateBesides {
  tables: TableState[];
  columns: ColumnState[];
  /** CHECK and FOREIGN KEY, which the planner draws conclusions from, and policies. */
  rules: { table: number; kind: 'constraint' | 'policy'; name: string; definition: string }[];
  /** Views and functions by the names that queries use; what is written anew has another version. */
  code: { kind: 'view' | 'function'; name: string; version: string }[];
  /** ALTER DATABASE … SET and ALTER ROLE … SET for the own role: `database`, `role`, with name and value. */
  settings: { of: 'database' | 'role'; name: string; value: string }[];
}

interface TableState {
  oid: number;
  /** Another one after a rewrite; null where it has none. */
  file: number | null;
  pages: number;
  options: string[];
  rowSecurity: boolean;
}

interface ColumnState {
  table: number;
  number: number;
  name: string;
  /** SET STATISTICS; null for the default. */
  target: number | null;
  /** `n_distinct=5`. */
  options: string[];
}

/**
 * Reads it on the session itself, which sees what it has not committed.
 * @param words of the queries, among which the names of views and functions are
 */
export async function readSchemaState(
  client: Client,
  named: readonly PlannedRelation[],
  known: readonly number[],
  words: readonly string[],
): Promise<SchemaState> {
  const catalog = await readPlanCatalog(client, named, known);
  const { rows } = await client.query<{ state: StateBesides }>(query, [
    catalog.tables.map(({ oid }) => oid),
    words,
  ]);
  return { catalog, ...rows[0]!.state };
}

const query = `
  SELECT pg_catalog.json_build_object(
    'tables', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'oid', oid::int8, 'file', pg_catalog.pg_relation_filenode(oid)::int8,
        'pages', CASE WHEN relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(oid) ELSE 0 END
                 / pg_catalog.current_setting('block_size')::int,
        'options', coalesce(reloptions, '{}'), 'rowSecurity', relrowsecurity)), '[]')
      FROM pg_catalog.pg_class WHERE oid = ANY ($1::int8[]::oid[])),
    'columns', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'table', attrelid::int8, 'number', attnum, 'name', attname, 'target', nullif(attstattarget, -1),
        'options', coalesce(attoptions, '{}'))), '[]')
      FROM pg_catalog.pg_attribute WHERE attrelid = ANY ($1::int8[]::oid[]) AND attnum > 0 AND NOT attisdropped),
    'rules', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'table', "table"::int8, 'kind', kind, 'name', name, 'definition', definition)), '[]') FROM (
        SELECT conrelid AS "table", 'constraint' AS kind, conname AS name, pg_catalog.pg_get_constraintdef(oid) AS definition
          FROM pg_catalog.pg_constraint WHERE conrelid = ANY ($1::int8[]::oid[]) AND contype IN ('c', 'f')
        UNION ALL
        SELECT polrelid, 'policy', polname, coalesce(pg_catalog.pg_get_expr(polqual, polrelid), '')
          FROM pg_catalog.pg_policy WHERE polrelid = ANY ($1::int8[]::oid[])) AS rules),
    'code', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'kind', kind, 'name', name, 'version', version)), '[]') FROM (
        SELECT 'view' AS kind, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
               pg_catalog.concat_ws(' ', r.oid, r.xmin, r.ctid, c.reloptions) AS version
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
         WHERE c.oid >= 16384 AND c.relkind = 'v' AND (c.relname = ANY ($2::text[]) OR EXISTS (
           SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
              AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = ANY ($1::int8[]::oid[])))
        UNION ALL
        SELECT 'function', p.oid::pg_catalog.regprocedure::text, p.oid::text || ' ' || p.xmin::text || ' ' || p.ctid::text
          FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.proname = ANY ($2::text[])) AS code),
    'settings', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'of', CASE WHEN setrole = 0 THEN 'database' ELSE 'role' END,
        'name', pg_catalog.split_part(setting, '=', 1),
        'value', pg_catalog.substr(setting, pg_catalog.strpos(setting, '=') + 1)) ORDER BY setrole, setdatabase), '[]')
      FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting
     WHERE setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
       AND setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)))) AS state`;
