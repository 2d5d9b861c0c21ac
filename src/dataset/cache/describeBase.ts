import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { describeSchema } from '../catalog/describeSchema.ts';

/**
 * A hash of what a base has made, its rows included, where nothing but the result tells: of the schema, of functions,
 * roles and sequences, and of every row of every table, whatever their order.
 */
export async function describeBase(client: Client): Promise<string> {
  const hash = createHash('sha256').update(await describeSchema(client));
  for (const query of [functions, sequences, roles, settings]) {
    const { rows } = await client.query<{ line: string }>(query);
    hash.update(JSON.stringify(rows.map(({ line }) => line)));
  }
  const tables = await client.query<{ name: string }>(tablesQuery);
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ line: string }>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) as line from ${name} r`,
    );
    hash.update(`${name} ${rows[0]!.line}\n`);
  }
  return hash.digest('hex');
}

const ours = `n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`;

const tablesQuery = `
  select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and ${ours} order by 1`;

const functions = `
  select pg_get_functiondef(p.oid) as line from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p') and ${ours} order by 1`;

const sequences = `
  select concat_ws(' ', schemaname, sequencename, start_value, increment_by, last_value) as line
  from pg_sequences order by 1`;

const roles = `
  select concat_ws(' ', rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls) as line
  from pg_roles where rolname !~ '^pg_' order by 1`;

const settings = `select setconfig::text as line from pg_db_role_setting order by 1`;
