import { type Client, escapeIdentifier } from 'pg';
import type { Databases } from '../databases/Databases.ts';
import type { Durability } from './Durability.ts';
import { checkpoint } from './sharedDurability.ts';

/** Of a server that is not ours, by an ordinary role: commits of new sessions in our databases do not wait. */
export function databaseDurability(
  admin: Client,
  databases: Databases,
  production: string | undefined,
  say: (line: string) => void,
): Durability {
  let mode: 'off' | 'production' = 'production';
  const apply = async (database: string) => {
    const name = escapeIdentifier(database);
    if (mode === 'off') await admin.query(`alter database ${name} set synchronous_commit = off`);
    else if (production === undefined) await admin.query(`alter database ${name} reset synchronous_commit`);
    else await admin.query(`alter database ${name} set synchronous_commit = ${escapeIdentifier(production)}`);
  };
  return {
    async set(wanted) {
      mode = wanted;
      for (const database of databases.names) await apply(database);
      if (mode === 'production') await checkpoint(admin, say);
    },
    created: (database) => (mode === 'off' ? apply(database) : Promise.resolve()),
    restore: async () => {},
  };
}
