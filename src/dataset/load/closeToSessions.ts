import type { Server } from '../../server/Server.ts';
import { quoted } from './quoted.ts';

/** A template must have no sessions while it is copied; autovacuum and strangers would make some. */
export async function closeToSessions(server: Server, database: string): Promise<void> {
  const admin = await server.connect('postgres', { applicationName: 'pgrehearse load' });
  try {
    await admin.query(`alter database ${quoted(database)} with allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
  } finally {
    await admin.end();
  }
}
