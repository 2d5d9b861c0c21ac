import { join } from 'node:path';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { connectClient } from '../connection/connectClient.ts';
import { ownDurability } from '../durability/ownDurability.ts';
import { runDirectory } from '../leftovers/createRunDirectory.ts';
import { fileOnDisk } from '../log/LogFile.ts';
import { logFiles, logFormat } from '../log/logSettings.ts';
import { ownLog } from '../log/ownLog.ts';
import { sayOverruled } from '../log/sayOverruled.ts';
import type { OpenJob } from '../OpenJob.ts';
import { type Backing, runningServer } from '../RunningServer.ts';
import type { Server } from '../Server.ts';
import type { Binaries } from './Binaries.ts';
import { cheapestCopy } from './FileCopy.ts';
import { startLocalCluster } from './LocalCluster.ts';
import { layoutOf } from './layoutOf.ts';
import { localSnapshots } from './localSnapshots.ts';
import { removeCluster } from './removeCluster.ts';
import { logTail } from './startPostmaster.ts';

/** A server of ours from binaries of this machine, the embedded ones or its own. */
export async function openLocal(job: OpenJob, binaries: Binaries): Promise<Server> {
  const { postgres } = job.request;
  const directory = runDirectory(job.run);
  try {
    const cluster = await startLocalCluster({ ...job, postgres, binaries });
    const { password, syncToDisk } = cluster;
    const connection = { host: '127.0.0.1', port: cluster.port, user: 'postgres', password };
    const explainLoss = () => logTail(directory, 6);
    const format = logFormat(binaries.major);
    const backing: Backing = {
      source: binaries.source,
      run: job.run,
      postgres,
      connection,
      explainLoss,
      databaseSettings: {},
      reflinks: cheapestCopy(directory, directory) === 'reflink',
      durability: (admin) => ownDurability({ admin, asked: {}, sync: syncToDisk }),
      log: (_major, withClient) =>
        ownLog(fileOnDisk(join(directory, 'data', logFiles[format])), format, withClient),
      restartable: {
        stop: () => cluster.stop(),
        start: async () => {
          connection.port = await cluster.start();
        },
        snapshots: (running) =>
          localSnapshots({
            ...cluster,
            ...running,
            layout: layoutOf(binaries, postgres),
            autovacuum: hasAutovacuum(postgres),
          }),
      },
      remove: async () => {
        await removeCluster(directory);
        await job.watchdog.leave();
      },
    };
    const admin = await connectClient({ connection, database: 'postgres', explainLoss });
    const server = await runningServer(backing, admin);
    sayOverruled(postgres, format, job.say);
    job.say(
      `PostgreSQL ${server.version} (${binaries.source}) in ${directory}, clones by ${server.settings['clone_method']}`,
    );
    return server;
  } catch (error) {
    // The first error is the one to tell of; what could not be removed is swept by a later start.
    await removeCluster(directory).catch(() => {});
    throw error;
  }
}

/** It is off unless the scenario says otherwise. */
function hasAutovacuum({ settings }: ResolvedPostgres): boolean {
  return Object.keys(settings).some((name) => name.toLowerCase() === 'autovacuum');
}
