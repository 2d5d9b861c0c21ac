import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { plainTexts } from './plainTexts.ts';

/**
 * Hash of everything that the planner knows of the rows: statistics of columns and index expressions, extended ones, and pages,
 * rows and all-visible pages of tables and indexes, under the names of tables and columns. What is hashed stays on
 * the server, as text that no setting bears on. A role that may not read pg_statistic gets that of the views, which
 * is another hash.
 */
export async function hashStatistics(client: Client): Promise<string> {
  return plainTexts(client, async () => {
    const { rows: facts } = await client.query<{ major: number; superuser: boolean }>(
      `select current_setting('server_version_num')::int / 10000 as major,
         has_table_privilege('pg_statistic', 'select') and has_table_privilege('pg_statistic_ext_data', 'select') as superuser`,
    );
    const { major, superuser } = facts[0]!;
    const sources = [sizes, ...(superuser ? [columns, extended(major)] : views(major))];
    const hash = createHash('sha256');
    for (const source of sources) {
      const { rows } = await client.query<{ line: string }>(
        `with ours as (${ours}) select md5(line) as line from (${source}) lines order by 1`,
      );
      hash.update(`${rows.map(({ line }) => line).join('\n')}\n\n`);
    }
    return hash.digest('hex');
  });
}

/** Tables, materialized views and indexes that are not the system's. */
const ours = `
  select c.oid, c.relkind, c.relpages, c.reltuples, c.relallvisible, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm', 'p', 'i', 'I') and c.relpersistence <> 't' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`;

const sizes = `select concat_ws(' ', name, relkind, relpages, reltuples, relallvisible) as line from ours`;

const slots = [1, 2, 3, 4, 5];

const columns = `
  select concat_ws(' ', o.name, quote_ident(a.attname), stainherit, stanullfrac, stawidth, stadistinct,
    ${slots
      .map(
        (slot) =>
          `stakind${slot}, staop${slot}::regoperator, (select collname from pg_collation where oid = stacoll${slot}), stanumbers${slot}, stavalues${slot}::text`,
      )
      .join(', ')}) as line
  from pg_statistic s join ours o on o.oid = s.starelid
  join pg_attribute a on a.attrelid = s.starelid and a.attnum = s.staattnum`;

/** Common values as text: the list itself holds OIDs of types. */
function extended(major: number): string {
  return `
  select concat_ws(' ', o.name, quote_ident(e.stxname), ${major >= 15 ? 'd.stxdinherit,' : ''} d.stxdndistinct::text, d.stxddependencies::text,
    (select string_agg(i::text, ' ' order by i.index) from pg_mcv_list_items(d.stxdmcv) i)${major >= 14 ? ', d.stxdexpr::text' : ''}) as line
  from pg_statistic_ext_data d join pg_statistic_ext e on e.oid = d.stxoid join ours o on o.oid = e.stxrelid`;
}

function views(major: number): string[] {
  return [
    `select s::text as line from pg_stats s where schemaname <> 'information_schema' and schemaname !~ '^pg_'`,
    'select s::text as line from pg_stats_ext s',
    ...(major >= 14 ? ['select s::text as line from pg_stats_ext_exprs s'] : []),
  ];
}
