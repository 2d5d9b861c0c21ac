import { connectClient } from '../connection/connectClient.ts';
import { ownDurability } from '../durability/ownDurability.ts';
import { runDirectory } from '../leftovers/createRunDirectory.ts';
import type { OpenJob } from '../OpenJob.ts';
import { type Backing, runningServer } from '../RunningServer.ts';
import type { Server } from '../Server.ts';
import type { Binaries } from './Binaries.ts';
import { startLocalCluster } from './LocalCluster.ts';
import { removeCluster } from './removeCluster.ts';
import { logTail } from './startPostmaster.ts';

/** A server of ours from binaries of this machine, the embedded ones or its own. */
export async function openLocal(job: OpenJob, binaries: Binaries): Promise<Server> {
  const { postgres } = job.request;
  const directory = runDirectory(job.run);
  try {
    const cluster = await startLocalCluster({ ...job, postgres, binaries });
    const { port, password, syncToDisk } = cluster;
    const backing: Backing = {
      source: binaries.source,
      run: job.run,
      postgres,
      connection: { host: '127.0.0.1', port, user: 'postgres', password },
      explainLoss: () => logTail(directory, 6),
      databaseSettings: {},
      durability: (admin) => ownDurability({ admin, asked: {}, sync: syncToDisk }),
      remove: async () => {
        await removeCluster(directory);
        await job.watchdog.leave();
      },
    };
    const { connection, explainLoss } = backing;
    const admin = await connectClient({ connection, database: 'postgres', explainLoss });
    const server = await runningServer(backing, admin);
    job.say(`PostgreSQL ${server.version} (${binaries.source}) in ${directory}`);
    return server;
  } catch (error) {
    // The first error is the one to tell of; what could not be removed is swept by a later start.
    await removeCluster(directory).catch(() => {});
    throw error;
  }
}
