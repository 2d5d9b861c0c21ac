import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DatabaseError, escapeIdentifier } from 'pg';

/** How the files of a template are copied; found out once for a server. */
export type CopyMethod = 'clone' | 'file copy' | 'default';

export function firstCopyMethod(major: number): CopyMethod {
  if (major >= 18) return 'clone';
  return major >= 15 ? 'file copy' : 'default';
}

/**
 * CREATE DATABASE … TEMPLATE, by cloning files where the server (18 and later) and its file system can, else by
 * copying files and not by writing every page to the WAL, the default since 15. Gives the method that worked.
 * https://www.postgresql.org/docs/18/runtime-config-resource.html#GUC-FILE-COPY-METHOD
 */
export async function createFromTemplate(
  admin: Client,
  name: string,
  template: string,
  method: CopyMethod,
): Promise<CopyMethod> {
  const create = `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`;
  if (method === 'default') {
    await whenUnused(() => admin.query(create));
    return method;
  }
  if (method === 'file copy') {
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
    return createFromTemplate(admin, name, template, 'file copy');
  }
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
