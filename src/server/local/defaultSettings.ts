import { totalmem } from 'node:os';

const kB = 1024;
const MB = 1024 ** 2;
const GB = 1024 ** 3;

/**
 * Settings of a server that we start, before the scenario's. They are a small production server's, less what
 * would disturb a measurement; what plans depend on stays at PostgreSQL's defaults, so that plans do not
 * differ between machines.
 */
export function defaultSettings(memoryBytes: number): Record<string, string> {
  return {
    max_connections: '200',
    shared_buffers: memory(memoryBytes / 8, 128 * MB, 512 * MB),
    maintenance_work_mem: memory(memoryBytes / 32, 64 * MB, 256 * MB),
    // A checkpoint that the load or a rewrite sets off would count as the migration's time.
    max_wal_size: '8GB',
    checkpoint_timeout: '30min',
    // It would analyze and freeze at its own times; a rehearsal does so at set ones.
    autovacuum: 'off',
    log_lock_waits: 'on',
    lc_messages: 'C',
  };
}

/** Memory that this process may use: the machine's, or its container's limit. */
export function availableMemory(): number {
  const limit = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return Math.min(totalmem(), limit);
}

function memory(wanted: number, least: number, most: number): string {
  const bytes = Math.min(Math.max(wanted, least), most);
  return bytes >= GB ? `${Math.floor(bytes / GB)}GB` : `${Math.floor(bytes / kB)}kB`;
}
