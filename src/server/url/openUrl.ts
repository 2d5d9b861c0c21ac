import { connectClient } from '../connection/connectClient.ts';
import { databaseDurability } from '../durability/databaseDurability.ts';
import { sharedDurability } from '../durability/sharedDurability.ts';
import { logOfUrl } from '../log/logOfUrl.ts';
import type { OpenJob } from '../OpenJob.ts';
import { settableForDatabase } from '../parity/checkSettings.ts';
import { settingsOf } from '../parity/settingsOf.ts';
import { type Backing, runningServer } from '../RunningServer.ts';
import type { Server } from '../Server.ts';
import { checkDisposable } from './checkDisposable.ts';
import { checkPrivileges } from './checkPrivileges.ts';
import { ownerName } from './ownerName.ts';
import { describeConnection, parseDatabaseUrl } from './parseDatabaseUrl.ts';
import { removeDatabases } from './removeDatabases.ts';
import { sweepDatabases } from './sweepDatabases.ts';

/** An existing server that may be filled, slowed and restarted. Only databases of ours are created and dropped. */
export async function openUrl(job: OpenJob, url: string): Promise<Server> {
  const { request, run, say, watchdog } = job;
  const { postgres } = request;
  const target = parseDatabaseUrl(url);
  const place = describeConnection(target);
  const { database, ...connection } = target;
  const admin = await connectClient({ connection, database }, { applicationName: ownerName(run) });
  let watched = false;
  try {
    await admin.query(
      "select set_config('idle_session_timeout', '0', false) from pg_settings where name = 'idle_session_timeout'",
    );
    await checkDisposable(admin, place, request.disposable);
    const { superuser } = await checkPrivileges(admin, place);
    const databaseSettings = await settableForDatabase(admin, postgres, settingsOf(postgres));
    watched = true;
    watchdog.watch({ kind: 'databases', connection: target, run });
    await watchdog.ready;
    for (const name of await sweepDatabases(admin)) say(`dropped the database ${name}, left over`);
    const backing: Backing = {
      source: 'url',
      run,
      postgres,
      connection,
      databaseSettings,
      reflinks: null,
      durability: async (session, databases) =>
        superuser
          ? sharedDurability(session(), run, say)
          : databaseDurability(session(), databases, databaseSettings['synchronous_commit'], say),
      log: async (major, withClient) => {
        const found = await logOfUrl(major, withClient);
        if ('log' in found) return found.log;
        say(`waits are sampled, the server's log cannot be read: ${found.missing}`);
        return undefined;
      },
      remove: async () => {
        await removeDatabases(target, run);
        await watchdog.leave();
      },
    };
    const server = await runningServer(backing, admin);
    say(`PostgreSQL ${server.version} at ${place}`);
    return server;
  } catch (error) {
    await admin.end().catch(() => {});
    if (watched) await removeDatabases(target, run).catch(() => {});
    throw error;
  }
}
