import { orDiskFull } from '../server/orDiskFull.ts';
import type { Server } from '../server/Server.ts';
import { quoted } from './load/quoted.ts';

/**
 * Copies a database and gives the copy's whole name. CREATE DATABASE … TEMPLATE leaves what ALTER DATABASE … SET
 * wrote (pg_db_role_setting) behind.
 */
export async function cloneTemplate(server: Server, template: string, name: string): Promise<string> {
  const clone = await server.createDatabase(name, { template }).catch((error: unknown) => {
    throw orDiskFull(error, server);
  });
  const admin = await server.connect('postgres', { applicationName: 'pgrehearse load' });
  try {
    const { rows } = await admin.query<{ setting: string }>(
      `select unnest(setconfig) as setting from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = $1 and s.setrole = 0`,
      [template],
    );
    for (const { setting } of rows) {
      const [, parameter = '', value = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      const list = listSettings.has(parameter) ? value : `'${value.replaceAll("'", "''")}'`;
      await admin.query(`alter database ${quoted(clone)} set ${parameter} = ${list || "''"}`);
    }
  } finally {
    await admin.end();
  }
  return clone;
}

/** Kept as lists that are quoted already (GUC_LIST_QUOTE in guc_tables.c). */
const listSettings = new Set([
  'search_path',
  'temp_tablespaces',
  'local_preload_libraries',
  'session_preload_libraries',
  'shared_preload_libraries',
  'unix_socket_directories',
]);
