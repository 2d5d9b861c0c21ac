import type { Client } from 'pg';
import { shapeOfTable, type TableStatistics } from './exportStatistics.ts';
import { plainTexts } from './plainTexts.ts';
import { slotColumns, slotValues } from './slots.ts';

/**
 * Puts statistics of an earlier build in place of a table's own; for a superuser. pg_restore_attribute_stats (18) would
 * leave extended statistics out.
 *
 * @returns false, and nothing is changed, where they do not fit the table
 */
export async function importStatistics(
  client: Client,
  table: TableStatistics,
  major: number,
): Promise<boolean> {
  return plainTexts(client, async () => {
    if ((await shapeOfTable(client, table.name)) !== table.shape) return false;
    await client.query('set local session_replication_role = replica');
    await client.query(
      `delete from pg_statistic where starelid = $1::regclass or starelid in (select indexrelid from pg_index where indrelid = $1::regclass)`,
      [table.name],
    );
    await client.query(
      `insert into pg_statistic (starelid, staattnum, stainherit, ${slotColumns})
       select a.attrelid, a.attnum, (s ->> 'inherited')::bool, ${slotValues('s')}
       from jsonb_array_elements($1::jsonb) s
       join pg_attribute a on a.attrelid = (s ->> 'relation')::regclass and quote_ident(a.attname) = s ->> 'column'`,
      [JSON.stringify(table.columns)],
    );
    if (table.extended.length > 0) await importExtended(client, table, major);
    await client.query(
      `update pg_class c set reltuples = value::float4 from jsonb_each_text($1::jsonb) where c.oid = key::regclass`,
      [JSON.stringify(table.rows)],
    );
    return true;
  });
}

/** Their types take no text in; bytes become them by casts that are there for the transaction only. */
async function importExtended(client: Client, table: TableStatistics, major: number): Promise<void> {
  const types = ['pg_ndistinct', 'pg_dependencies', 'pg_mcv_list'];
  for (const type of types) await client.query(`create cast (bytea as ${type}) without function`);
  await client.query(
    'delete from pg_statistic_ext_data where stxoid in (select oid from pg_statistic_ext where stxrelid = $1::regclass)',
    [table.name],
  );
  const bytes = (field: string) => `decode(s ->> '${field}', 'base64')`;
  const expressions = `(select array_agg(case when jsonb_typeof(x) = 'null' then null else row(0::oid, 0::int2, false, ${slotValues('x')})::pg_statistic end order by i)
    from jsonb_array_elements(s -> 'expressions') with ordinality as e(x, i))`;
  await client.query(
    `insert into pg_statistic_ext_data
     select e.oid, ${major >= 15 ? `(s ->> 'inherited')::bool, ` : ''}${bytes('ndistinct')}::pg_ndistinct, ${bytes('dependencies')}::pg_dependencies,
       ${bytes('mcv')}::pg_mcv_list${major >= 14 ? `, ${expressions}` : ''}
     from jsonb_array_elements($1::jsonb) s
     join pg_statistic_ext e on quote_ident(e.stxnamespace::regnamespace::name) || '.' || quote_ident(e.stxname) = s ->> 'name'`,
    [JSON.stringify(table.extended)],
  );
  for (const type of types) await client.query(`drop cast (bytea as ${type})`);
}
