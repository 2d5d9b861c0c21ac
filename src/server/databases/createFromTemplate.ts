import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DatabaseError, escapeIdentifier } from 'pg';
import { type CloneMethod, walBytes } from './CloneMethod.ts';

/**
 * CREATE DATABASE … TEMPLATE in the way that the method says. Gives the method that worked, for the next time.
 * https://www.postgresql.org/docs/18/runtime-config-resource.html#GUC-FILE-COPY-METHOD
 */
export async function createFromTemplate(
  admin: Client,
  name: string,
  template: string,
  method: CloneMethod,
): Promise<CloneMethod> {
  const create = `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`;
  if (!method.strategies) {
    await whenUnused(() => admin.query(create));
    return method;
  }
  if (method.smallByWal && (await sizeOf(admin, template)) < walBytes) {
    await whenUnused(() => admin.query(`${create} strategy wal_log`));
    return method;
  }
  if (!method.fileClone) {
    await whenUnused(() => admin.query(`${create} strategy file_copy`));
    return method;
  }
  try {
    await admin.query('set file_copy_method = clone');
    await whenUnused(() => admin.query(`${create} strategy file_copy`));
    return method;
  } catch (error) {
    if (!cannotClone(error)) throw error;
    await admin.query('reset file_copy_method');
    return createFromTemplate(admin, name, template, { ...method, fileClone: false });
  }
}

async function sizeOf(admin: Client, database: string): Promise<number> {
  const { rows } = await admin.query<{ bytes: number }>('select pg_database_size($1)::float8 as bytes', [
    database,
  ]);
  return rows[0]!.bytes;
}

/** 22023: a server built without it does not take the value; otherwise the file system says no. */
function cannotClone(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.code === '22023' || /could not clone/.test(error.message);
}

/** A backend is seen in its database for some milliseconds after its client has gone (55006, object in use). */
async function whenUnused(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== '55006' || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
