import type { Client } from 'pg';
import { plainTexts } from './plainTexts.ts';
import { textOfSlots } from './slots.ts';

/** What the planner knows of a table, under names: it fits any database that has the same table with the same rows. */
export interface TableStatistics {
  /** Qualified, as PostgreSQL prints it. */
  name: string;
  /** What must be there for it to fit: columns with their types, indexes and extended statistics by their definitions. */
  shape: string;
  /** Of the table and its indexes, by name: pg_class.reltuples. */
  rows: Record<string, number>;
  columns: ColumnStatistics[];
  extended: ExtendedStatistics[];
}

export interface ColumnStatistics extends Distribution {
  /** The table, or one of its indexes with its expressions. */
  relation: string;
  column: string;
  /** Of all that inherits from it, too. */
  inherited: boolean;
}

/** A row of pg_statistic. */
export interface Distribution {
  nullFraction: string;
  width: number;
  distinct: string;
  slots: Slot[];
}

/** Numbers and values as PostgreSQL writes arrays. */
export interface Slot {
  kind: number;
  operator: string;
  collation: string | null;
  numbers: string | null;
  values: string | null;
  /** Of the values. */
  type: string | null;
}

export interface ExtendedStatistics {
  name: string;
  inherited: boolean;
  /** Base64 of what the server stores. */
  ndistinct: string | null;
  dependencies: string | null;
  mcv: string | null;
  /** Of its expressions, in order; null for one that has none. */
  expressions: (Distribution | null)[];
}

/** For a superuser. */
export async function exportStatistics(
  client: Client,
  tables: readonly string[],
  major: number,
): Promise<TableStatistics[]> {
  return plainTexts(client, async () => {
    const found: TableStatistics[] = [];
    for (const name of tables) {
      const read = async <T>(query: string) => (await client.query<T & object>(query, [name])).rows as T[];
      const [{ shape } = { shape: '' }] = await read<{ shape: string }>(shapeOf);
      const rows = await read<{ name: string; rows: number }>(rowsOf);
      found.push({
        name,
        shape,
        rows: Object.fromEntries(rows.map((one) => [one.name, one.rows])),
        columns: await read<ColumnStatistics>(columnsOf),
        extended: await read<ExtendedStatistics>(extendedOf(major)),
      });
    }
    return found;
  });
}

/** Hash of what a table must have for its statistics to fit. */
export async function shapeOfTable(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ shape: string }>(shapeOf, [name]);
  return rows[0]!.shape;
}

/** Lists of common values in extended statistics hold OIDs of types, and values of enums are OIDs, which differ from server to server. */
const shapeOf = `
  select md5(concat_ws(chr(10),
    (select string_agg(concat_ws(' ', a.attnum, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), c.collname), ', ' order by a.attnum)
      from pg_attribute a left join pg_collation c on c.oid = a.attcollation
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped),
    (select string_agg(pg_get_indexdef(indexrelid), chr(10) order by indexrelid::regclass::text) from pg_index where indrelid = $1::regclass),
    (select string_agg(pg_get_statisticsobjdef(oid), chr(10) order by stxname) from pg_statistic_ext where stxrelid = $1::regclass),
    (select string_agg(a.atttypid || coalesce((select string_agg(l.oid || ' ' || l.enumlabel, ' ' order by l.oid) from pg_enum l where l.enumtypid = a.atttypid), ''), ', ' order by a.attnum)
      from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and a.atttypid >= 16384
        and exists (select from pg_statistic_ext where stxrelid = $1::regclass)))) as shape`;

const rowsOf = `
  select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, c.reltuples::float8 as rows
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.oid = $1::regclass or c.oid in (select indexrelid from pg_index where indrelid = $1::regclass) order by 1`;

const columnsOf = `
  select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as relation, quote_ident(a.attname) as column, s.stainherit as inherited,
    ${textOfSlots('s')}
  from pg_statistic s join pg_class c on c.oid = s.starelid join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = s.starelid and a.attnum = s.staattnum
  where s.starelid = $1::regclass or s.starelid in (select indexrelid from pg_index where indrelid = $1::regclass)
  order by 1, 2, 3`;

function extendedOf(major: number): string {
  const expressions =
    major < 14
      ? `'[]'::json`
      : `coalesce((select json_agg(case when d.stxdexpr[i] is null then null else (select row_to_json(x) from (select ${textOfSlots('(d.stxdexpr[i])')}) x) end order by i)
          from generate_subscripts(d.stxdexpr, 1) i), '[]'::json)`;
  return `
  select quote_ident(n.nspname) || '.' || quote_ident(e.stxname) as name, ${major >= 15 ? 'd.stxdinherit' : 'false'} as inherited,
    encode(d.stxdndistinct::bytea, 'base64') as ndistinct, encode(d.stxddependencies::bytea, 'base64') as dependencies,
    encode(d.stxdmcv::bytea, 'base64') as mcv, ${expressions} as expressions
  from pg_statistic_ext e join pg_namespace n on n.oid = e.stxnamespace join pg_statistic_ext_data d on d.stxoid = e.oid
  where e.stxrelid = $1::regclass order by 1, 2`;
}
