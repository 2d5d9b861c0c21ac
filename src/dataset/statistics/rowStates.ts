import type { Client } from 'pg';

/** What tells whether a table's rows are others: its file, its partitions or children, and how many rows were written. */
export type RowStates = ReadonlyMap<number, { file: string; below: string; written: number }>;

/** Of every table, partitioned table and materialized view that is not the system's, by oid. */
export async function readRowStates(client: Client): Promise<RowStates> {
  const { rows } = await client.query<{ oid: number; file: string; below: string; written: number }>(`
    with recursive down as (
      select oid as top, oid from pg_class where relkind in ('r', 'm', 'p')
      union select down.top, i.inhrelid from down join pg_inherits i on i.inhparent = down.oid
    )
    select c.oid::int8::float8 as oid, coalesce(pg_relation_filenode(c.oid)::text, '') as file,
      (select string_agg(d.oid::text, ' ' order by d.oid) from down d where d.top = c.oid) as below,
      case when current_setting('track_counts')::bool
        then (select sum(pg_stat_get_tuples_inserted(d.oid) + pg_stat_get_tuples_updated(d.oid) + pg_stat_get_tuples_deleted(d.oid)) from down d where d.top = c.oid)
        else 1 end::float8 as written
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`);
  return new Map(rows.map(({ oid, ...state }) => [oid, state]));
}

/** Tables whose rows are all as they were, by oid. `before` is read in the same database, before anything was written. */
export function unchangedRows(before: RowStates, now: RowStates): ReadonlySet<number> {
  const same = (oid: number) => {
    const [was, is] = [before.get(oid), now.get(oid)];
    return (
      was !== undefined &&
      is !== undefined &&
      was.file === is.file &&
      was.below === is.below &&
      is.written === 0
    );
  };
  const unchanged = [...now.keys()].filter((oid) =>
    (now.get(oid)!.below ?? '').split(' ').every((one) => same(Number(one))),
  );
  return new Set(unchanged);
}
