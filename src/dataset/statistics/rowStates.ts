import type { Client } from 'pg';

/** What tells whether another ANALYZE could find anything new in a table. */
interface RowState {
  file: string;
  /** Itself, its partitions and children at any depth, by oid. */
  family: number[];
  /** Rows inserted, updated or deleted, and ANALYZEs, since the database was made. */
  events: number;
  /** What ANALYZE is asked to make, beyond what it makes of any column. */
  asked: string;
}

export type RowStates = ReadonlyMap<number, RowState>;

/** Of every table, partitioned table and materialized view that is not the system's, by oid. */
export async function readRowStates(client: Client): Promise<RowStates> {
  const { rows } = await client.query<RowState & { oid: number }>(`
    with recursive down as (
      select oid as top, oid from pg_class where relkind in ('r', 'm', 'p')
      union select down.top, i.inhrelid from down join pg_inherits i on i.inhparent = down.oid
    )
    select c.oid::int8::float8 as oid, coalesce(pg_relation_filenode(c.oid)::text, '') as file,
      array(select d.oid::int8::float8 from down d where d.top = c.oid order by 1) as family,
      case when current_setting('track_counts')::bool
        then pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
          + pg_stat_get_analyze_count(c.oid) + pg_stat_get_autoanalyze_count(c.oid)
        else 1 end::float8 as events,
      concat_ws(', ',
        (select string_agg(concat_ws(' ', a.attrelid, a.attnum, a.attstattarget, a.attoptions), ', ' order by a.attrelid, a.attnum)
          from pg_attribute a left join pg_index i on i.indexrelid = a.attrelid
          where coalesce(i.indrelid, a.attrelid) = c.oid and a.attnum > 0 and (a.attstattarget >= 0 or a.attoptions is not null)),
        (select string_agg(concat_ws(' ', e.oid, to_jsonb(e) -> 'stxstattarget'), ', ' order by e.oid)
          from pg_statistic_ext e where e.stxrelid = c.oid)) as asked
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`);
  return new Map(rows.map(({ oid, ...state }) => [oid, state]));
}

/**
 * Tables whose rows are all as they were, and of which ANALYZE is asked what it was asked, by oid.
 *
 * @param before read in the same database, before anything was written there
 */
export function unchangedRows(before: RowStates, now: RowStates): ReadonlySet<number> {
  const same = (oid: number) => {
    const [was, is] = [before.get(oid), now.get(oid)];
    if (was === undefined || is === undefined || is.events > 0) return false;
    return was.file === is.file && was.asked === is.asked && String(was.family) === String(is.family);
  };
  return new Set([...now].filter(([, { family }]) => family.every(same)).map(([oid]) => oid));
}
