import type { Client } from 'pg';

/** A relation that ANALYZE reads rows of, its own or those of its partitions and children. */
export interface AnalyzedTable {
  oid: number;
  /** With its schema, quoted as PostgreSQL prints it. */
  name: string;
  schema: string;
  kind: 'r' | 'm' | 'p';
  /** The topmost partitioned table that it is part of, by oid; its own where it is in none. */
  root: number;
  /** Of its own heap; null for a partitioned table. */
  heap: { rows: number; pages: number } | null;
  /** Heaps of partitions and children at any depth, by oid. */
  below: number[];
}

/**
 * Tables, partitioned tables and materialized views with these names (null: all that are not the system's), and what
 * belongs to them: what they are partitions or children of, since those have statistics of all rows together, and
 * all that these have below them.
 */
export async function analyzedTables(
  client: Client,
  names: readonly string[] | null,
): Promise<{ asked: AnalyzedTable[]; all: Map<number, AnalyzedTable> }> {
  const { rows } = await client.query<
    Omit<AnalyzedTable, 'heap'> & { pages: number; asked: boolean; estimate: number | null }
  >(tables, [names]);
  const all = new Map<number, AnalyzedTable>();
  const asked: AnalyzedTable[] = [];
  for (const { pages, asked: wanted, estimate, ...table } of rows) {
    const heap =
      table.kind === 'p' ? null : { rows: estimate ?? (await count(client, table.name, pages)), pages };
    const read: AnalyzedTable = { ...table, heap };
    all.set(read.oid, read);
    if (wanted) asked.push(read);
  }
  return { asked, all };
}

/** reltuples may be an estimate, and whether a sample is the whole table must be known; it stands in where row security hides rows. */
async function count(client: Client, name: string, pages: number): Promise<number> {
  if (pages === 0) return 0;
  const { rows } = await client.query<{ rows: number }>(`select count(*)::float8 as rows from only ${name}`);
  return rows[0]!.rows;
}

const tables = `
  with recursive up as (
    select c.oid, c.oid as top from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm', 'p') and c.relpersistence <> 't' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
      and ($1::text[] is null or c.oid = any ($1::regclass[]))
    union
    select i.inhparent, i.inhparent from up join pg_inherits i on i.inhrelid = up.oid
  ), down as (
    select oid as top, oid from up union select down.top, i.inhrelid from down join pg_inherits i on i.inhparent = down.oid
  ), part as (
    select oid, oid as root from pg_class where relkind in ('r', 'm', 'p') and not relispartition
    union all select i.inhrelid, part.root from part join pg_class p on p.oid = part.oid and p.relkind = 'p'
    join pg_inherits i on i.inhparent = part.oid
  )
  select c.oid::int8::float8 as oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, quote_ident(n.nspname) as schema, c.relkind::text as kind,
    part.root::int8::float8 as root, case when c.relkind = 'p' then 0 else pg_relation_size(c.oid) / current_setting('block_size')::int end::float8 as pages,
    array(select d.oid::int8::float8 from down d join pg_class b on b.oid = d.oid and b.relkind = 'r'
      where d.top = c.oid and d.oid <> c.oid order by 1) as below,
    c.oid in (select oid from up) as asked, case when row_security_active(c.oid) then greatest(0, c.reltuples)::float8 end as estimate
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join part on part.oid = c.oid
  where c.oid in (select oid from down) and c.relkind in ('r', 'm', 'p')
  order by pages desc, name`;
