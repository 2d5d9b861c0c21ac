/**
 * The settings that production.json keeps where they differ from PostgreSQL's own defaults: numbers, switches and
 * words. None can hold a path, a host or a secret; what is not here is never read.
 */
import { rehearsedSettings } from '../../scenario/production/rehearsedSettings.ts';

/** They depend on production's machine, or a rehearsal sets them itself: kept to be looked at, not taken over. */
const machineSettings = [
  'autovacuum',
  'autovacuum_analyze_scale_factor',
  'autovacuum_analyze_threshold',
  'autovacuum_max_workers',
  'autovacuum_naptime',
  'autovacuum_vacuum_cost_delay',
  'autovacuum_vacuum_cost_limit',
  'autovacuum_vacuum_insert_scale_factor',
  'autovacuum_vacuum_scale_factor',
  'autovacuum_vacuum_threshold',
  'autovacuum_work_mem',
  'bgwriter_delay',
  'bgwriter_lru_maxpages',
  'checkpoint_completion_target',
  'checkpoint_timeout',
  'data_checksums',
  'effective_io_concurrency',
  'fsync',
  'full_page_writes',
  'huge_pages',
  'io_method',
  'io_workers',
  'maintenance_io_concurrency',
  'maintenance_work_mem',
  'max_connections',
  'max_parallel_maintenance_workers',
  'max_parallel_workers',
  'max_prepared_transactions',
  'max_wal_size',
  'max_worker_processes',
  'min_wal_size',
  'shared_buffers',
  'synchronous_commit',
  'track_io_timing',
  'vacuum_buffer_usage_limit',
  'vacuum_cost_delay',
  'vacuum_cost_limit',
  'wal_buffers',
  'wal_level',
] as const;

/** In the order in which a script names them. */
export const capturedSettings: readonly string[] = [...rehearsedSettings, ...machineSettings].sort();
