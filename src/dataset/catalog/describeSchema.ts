import type { Client } from 'pg';

/**
 * The schema as text, for the dataset's key: whatever a migration can make that shapes rows or the pages
 * they lie in.
 */
export async function describeSchema(client: Client): Promise<string> {
  const { rows } = await client.query<{ line: string }>(`
    with ours as (
      select c.oid, c.relname, c.relkind, c.reloptions, n.nspname, c.relpersistence
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname <> 'information_schema' and n.nspname !~ '^pg_')
    select line from (
      select 'relation ' || concat_ws(' ', nspname, relname, relkind, relpersistence, reloptions::text) as line from ours
      union all
      select concat_ws(' ', 'column', o.nspname, o.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
        a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
      from ours o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0
      left join pg_attrdef d on d.adrelid = o.oid and d.adnum = a.attnum
      where o.relkind in ('r', 'p', 'v', 'm')
      union all
      select 'index ' || pg_get_indexdef(x.indexrelid) from pg_index x join ours o on o.oid = x.indrelid
      union all
      select concat_ws(' ', 'constraint', o.nspname, o.relname, k.conname, pg_get_constraintdef(k.oid))
      from pg_constraint k join ours o on o.oid = k.conrelid
      union all
      select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join ours o on o.oid = t.tgrelid where not t.tgisinternal
      union all
      select concat_ws(' ', 'view', o.nspname, o.relname, pg_get_viewdef(o.oid)) from ours o where o.relkind in ('v', 'm')
      union all
      select concat_ws(' ', 'type', n.nspname, t.typname, t.typtype, t.typnotnull, t.typdefault,
        format_type(t.typbasetype, t.typtypmod),
        array(select enumlabel from pg_enum where enumtypid = t.oid order by enumsortorder)::text)
      from pg_type t join pg_namespace n on n.oid = t.typnamespace
      where t.typtype in ('d', 'e') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
      union all
      select concat_ws(' ', 'extension', extname, extversion) from pg_extension
    ) lines order by line collate "C"`);
  return rows.map(({ line }) => line).join('\n');
}
