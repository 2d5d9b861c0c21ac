import type { Client } from 'pg';

/** Often enough for a line that moves, rare enough to cost nothing. */
const everyMs = 500;

/**
 * Says what the server's own progress views show of work in this client's database: index builds, VACUUM,
 * ANALYZE, and COPY of sessions that are not ours. Gives a function that stops it and ends the client.
 * The views: https://www.postgresql.org/docs/current/progress-reporting.html
 */
export function watchServer(client: Client, say: (text: string) => void): () => Promise<void> {
  let stopped = false;
  let wake = () => {};
  const watching = (async () => {
    while (!stopped) {
      const { rows } = await client.query<Work>(views);
      if (!stopped) for (const work of rows) say(describe(work));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    // Progress is not worth a run: what ends this connection is said by the ones that work.
  })().catch(() => {});
  return async () => {
    stopped = true;
    wake();
    await watching;
    await client.end().catch(() => {});
  };
}

interface Work {
  doing: string;
  name: string;
  phase: string | null;
  done: string;
  total: string;
}

function describe({ doing, name, phase, done, total }: Work): string {
  const share = Number(total) === 0 ? '' : `, ${Math.floor((100 * Number(done)) / Number(total))} %`;
  return `${doing} ${name}${phase === null ? '' : `, ${phase}`}${share}`;
}

/** Phases count blocks or tuples, whichever has a total. */
const views = `
  select 'building' as doing,
    case when index_relid = 0 then 'an index of ' || relid::regclass else index_relid::regclass::text end as name,
    phase, greatest(blocks_done, tuples_done) as done, greatest(blocks_total, tuples_total) as total
  from pg_stat_progress_create_index where datname = current_database()
  union all
  select 'vacuuming', relid::regclass::text, phase, heap_blks_scanned, heap_blks_total
  from pg_stat_progress_vacuum where datname = current_database()
  union all
  select 'analyzing', relid::regclass::text, phase, sample_blks_scanned, sample_blks_total
  from pg_stat_progress_analyze where datname = current_database()
  union all
  select 'copying', p.relid::regclass::text, p.tuples_processed || ' rows', p.bytes_processed, p.bytes_total
  from pg_stat_progress_copy p join pg_stat_activity a using (pid)
  where p.datname = current_database() and a.application_name <> 'pgrehearse load'`;
