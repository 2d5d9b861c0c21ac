import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** DBState in PostgreSQL's catalog/pg_control.h: 1 is DB_SHUTDOWNED. */
const shutDown = 1;
/** Behind system_identifier (8 bytes), pg_control_version and catalog_version_no (4 each). */
const stateOffset = 16;

/** Whether a data directory is that of a server that was stopped in good order. */
export async function isShutDown(data: string): Promise<boolean> {
  const control = await readFile(join(data, 'global', 'pg_control'));
  return control.readUInt32LE(stateOffset) === shutDown;
}
