import type { Client } from 'pg';
import { readSettingRows } from './readSettingRows.ts';

/** Settings that bear on how long things take and which plans are chosen. */
const telling = [
  'autovacuum',
  'block_size',
  'checkpoint_timeout',
  'cpu_index_tuple_cost',
  'cpu_operator_cost',
  'cpu_tuple_cost',
  'data_checksums',
  'deadlock_timeout',
  'default_statistics_target',
  'default_toast_compression',
  'effective_cache_size',
  'effective_io_concurrency',
  'fsync',
  'full_page_writes',
  'hash_mem_multiplier',
  'huge_pages',
  'io_method',
  'jit',
  'maintenance_work_mem',
  'max_connections',
  'max_parallel_maintenance_workers',
  'max_parallel_workers',
  'max_parallel_workers_per_gather',
  'max_wal_size',
  'max_worker_processes',
  'plan_cache_mode',
  'random_page_cost',
  'seq_page_cost',
  'server_encoding',
  'server_version',
  'shared_buffers',
  'synchronous_commit',
  'TimeZone',
  'wal_buffers',
  'wal_compression',
  'wal_level',
  'work_mem',
];

/**
 * What a session in a database of ours reads back: settings as SHOW prints them, then the database's locale
 * (`locale_provider`, `lc_collate`, `lc_ctype`, `locale`) and its extensions with versions.
 */
export async function recordSettings(
  client: Client,
  asked: readonly string[],
): Promise<Record<string, string>> {
  const others = telling.filter((name) => !asked.some((one) => one.toLowerCase() === name.toLowerCase()));
  const names = [...others, ...asked];
  const rows = await readSettingRows(client, names);
  const read = names.flatMap((name) => {
    const shown = rows.get(name.toLowerCase())?.shown;
    return shown === undefined ? [] : [[name, shown] as const];
  });
  const sorted = read.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return { ...Object.fromEntries(sorted), ...(await recordDatabase(client)) };
}

/** pg_database names the locale daticulocale in 15 and 16, datlocale since 17. */
async function recordDatabase(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<Record<string, string | null>>(
    `select case to_jsonb(d) ->> 'datlocprovider' when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end
              as locale_provider,
            d.datcollate as lc_collate, d.datctype as lc_ctype,
            coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') as locale,
            (select string_agg(extname || ' ' || extversion, ', ' order by extname)
               from pg_extension where extname <> 'plpgsql') as extensions
       from pg_database d where d.datname = current_database()`,
  );
  const found = Object.entries(rows[0]!).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(found);
}
