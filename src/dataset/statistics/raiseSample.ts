import type { Client } from 'pg';
import { quoted } from '../load/quoted.ts';
import type { AnalyzedTable } from './AnalyzedTable.ts';

interface Raised {
  table: AnalyzedTable;
  target: number;
}

/**
 * Makes the next ANALYZE in this transaction read more rows of each table, without any column's statistics becoming
 * finer: ANALYZE reads as many as the largest target asks for, and that is the one of an extended statistics
 * object on a constant (ComputeExtStatisticsRows in extended_stats.c). Gives what puts everything back.
 */
export async function raiseSample(
  client: Client,
  major: number,
  raised: readonly Raised[],
): Promise<() => Promise<void>> {
  await withoutEventTriggers(client);
  // Statistics on an expression came with 14.
  const before = major >= 14 ? await objects(client, raised) : await columns(client, raised);
  return async () => {
    for (const statement of before) await client.query(statement);
  };
}

/** Gives the statements that remove them. */
async function objects(client: Client, raised: readonly Raised[]): Promise<string[]> {
  const remove: string[] = [];
  for (const { table, target } of raised) {
    const name = `${table.schema}.pgrehearse_sample_${table.oid}`;
    await client.query(`create statistics ${name} on ((0)) from ${table.name}`);
    await client.query(`alter statistics ${name} set statistics ${target}`);
    remove.push(`drop statistics ${name}`);
  }
  return remove;
}

/** The column with the fewest values, whose list of common values is whole already and does not grow. */
async function columns(client: Client, raised: readonly Raised[]): Promise<string[]> {
  const putBack: string[] = [];
  for (const { table, target } of raised) {
    await client.query(`analyze ${table.name}`);
    const { rows } = await client.query<{ name: string; before: number }>(
      `select a.attname as name, a.attstattarget as before
       from pg_attribute a left join pg_stats s on s.attname = a.attname
         and quote_ident(s.schemaname) || '.' || quote_ident(s.tablename) = $2
       where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
       order by case when s.n_distinct > 0 then s.n_distinct end nulls last, s.avg_width, a.attnum limit 1`,
      [table.oid, table.name],
    );
    const column = rows[0];
    if (column === undefined) continue;
    const alter = `alter table only ${table.name} alter column ${quoted(column.name)} set statistics`;
    await client.query(`${alter} ${target}`);
    putBack.push(`${alter} ${column.before}`);
  }
  return putBack;
}

/** A trigger of the schema's on DDL would see ours; the settings need a superuser, event_triggers is there from 17 on. */
async function withoutEventTriggers(client: Client): Promise<void> {
  const { rows } = await client.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  );
  if (!rows[0]?.superuser) return;
  await client.query('set local session_replication_role = replica');
  await client.query("select set_config(name, 'off', true) from pg_settings where name = 'event_triggers'");
}
