import type { Client } from 'pg';
import type { AnalyzedTable } from './AnalyzedTable.ts';
import type { AnalyzeUnit } from './analyzeUnits.ts';

/**
 * Leaves statistics as they are, of tables whose rows are as they were: another sample would only move them. Columns
 * that have none yet are analyzed. For a superuser.
 *
 * @param sample whether an ordinary sample is what those get
 * @returns false where an ANALYZE of everything is needed all the same
 */
export async function keepStatistics(
  client: Client,
  { analyze, members }: AnalyzeUnit,
  sample: boolean,
): Promise<boolean> {
  const lacking = [];
  for (const table of members) lacking.push(await lackingOf(client, table));
  if (lacking.some(({ expressions }) => expressions)) return false;
  if (lacking.every(({ columns }) => columns.length === 0)) return true;
  const [table, another] = members;
  if (another !== undefined || !sample) return false;
  await client.query('begin');
  try {
    await client.query(`${analyze} (${lacking[0]!.columns.join(', ')})`);
    await client.query('update pg_class set reltuples = $2 where oid = $1', [table!.oid, lacking[0]!.rows]);
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

interface Lacking {
  columns: string[];
  /** Whether an index on an expression is without statistics; ANALYZE of columns leaves those out. */
  expressions: boolean;
  rows: number;
}

async function lackingOf(client: Client, table: AnalyzedTable): Promise<Lacking> {
  const without = (inherited: string) => `not exists (select from pg_statistic s
    where s.starelid = a.attrelid and s.staattnum = a.attnum and s.stainherit = ${inherited})`;
  const { rows } = await client.query<Lacking>(
    `select array(select quote_ident(a.attname) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and coalesce(a.attstattarget, -1) <> 0
           and ${without("(c.relkind = 'p')")} order by a.attnum) as columns,
       c.relkind <> 'p' and exists (select from pg_index i join pg_attribute a on a.attrelid = i.indexrelid
         where i.indrelid = c.oid and a.attnum <= i.indnkeyatts and i.indkey[a.attnum - 1] = 0
           and ${without('false')}) as expressions,
       c.reltuples::float8 as rows
     from pg_class c where c.oid = $1`,
    [table.oid],
  );
  return rows[0]!;
}
