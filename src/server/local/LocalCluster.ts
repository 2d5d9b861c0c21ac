import { randomBytes } from 'node:crypto';
import { appendFileSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { createRunDirectory, runDirectory } from '../leftovers/createRunDirectory.ts';
import { logFormat, logSettings } from '../log/logSettings.ts';
import { originOf } from '../originOf.ts';
import { refusedSetting } from '../parity/refusedSetting.ts';
import { settingsOf } from '../parity/settingsOf.ts';
import type { RunId } from '../RunId.ts';
import type { Watchdog } from '../watchdog/startWatchdog.ts';
import type { Binaries } from './Binaries.ts';
import { availableMemory, defaultSettings } from './defaultSettings.ts';
import { diskFull, isDiskFull } from './diskFull.ts';
import { freePort } from './freePort.ts';
import { initializeCluster, type NewCluster } from './initializeCluster.ts';
import { postgresqlConf } from './postgresqlConf.ts';
import { runProgram } from './runProgram.ts';
import { findServerAccount, type ServerAccount } from './ServerAccount.ts';
import { lastWords, startPostmaster } from './startPostmaster.ts';
import { stopPostmaster } from './stopPostmaster.ts';
import { usableBinaries } from './usableBinaries.ts';

/** A server of ours on this machine, in a directory of its own. */
export interface LocalCluster {
  directory: string;
  port: number;
  password: string;
  bin: string;
  account: ServerAccount;
  /** Starts the server again, on another port only where this one has been taken meanwhile. Gives the port. */
  start(): Promise<number>;
  /** Stops the server in good order, with a checkpoint. */
  stop(): Promise<void>;
  /** Writes every file of the cluster to the disk: with fsync off PostgreSQL keeps no list of what to write. */
  syncToDisk(): Promise<void>;
}

export interface LocalClusterOptions {
  run: RunId;
  binaries: Binaries;
  postgres: ResolvedPostgres;
  watchdog: Watchdog;
}

/** Makes and starts a cluster; whoever called removes its directory, also after an error. */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const { binaries, postgres, watchdog } = options;
  const settings = settingsOf(postgres);
  const account = findServerAccount();
  const directory = runDirectory(options.run);
  watchdog.watch({ kind: 'cluster', directory });
  createRunDirectory(directory);
  if (account) chownSync(directory, account.uid, account.gid);

  const bin = await usableBinaries(binaries, account, directory);
  await watchdog.ready;
  const password = randomBytes(18).toString('base64url');
  const cluster: NewCluster = { bin, major: binaries.major, account, directory, password };
  await initializeCluster(cluster, postgres);
  const { port: fixedPort, ...others } = settings;
  const network = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const all = {
    ...defaultSettings(availableMemory()),
    ...others,
    ...logSettings(logFormat(binaries.major)),
    ...network,
  };
  appendFileSync(join(directory, 'data', 'postgresql.conf'), postgresqlConf(all));
  let port = await start(cluster, postgres, fixedPort);

  return {
    directory,
    port,
    password,
    bin,
    account,
    start: async () => {
      port = await start(cluster, postgres, fixedPort, port);
      return port;
    },
    stop: () => stopPostmaster(cluster),
    syncToDisk: async () => {
      const args = ['--sync-only', '-D', join(directory, 'data')];
      const { code, output } = await runProgram(join(bin, 'initdb'), args, { account, cwd: directory });
      if (code !== 0) {
        throw new PgrehearseError('server/sync-failed', 'the data could not be written to the disk', {
          detail: output,
        });
      }
    },
  };
}

/** Another process may take a free port before the server does: then with another one, unless it was asked for. */
async function start(
  cluster: NewCluster,
  postgres: ResolvedPostgres,
  fixedPort?: string,
  lastPort?: number,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const free = attempt === 1 && lastPort !== undefined ? lastPort : undefined;
    const port = fixedPort === undefined ? (free ?? (await freePort())) : Number(fixedPort);
    if (await startPostmaster({ ...cluster, port })) return port;
    const log = await lastWords(cluster.directory);
    if (!/Address already in use/i.test(log)) throw failure(log, cluster, postgres);
    if (fixedPort !== undefined || attempt === 5) throw portInUse(port, log, postgres);
  }
}

function portInUse(port: number, detail: string, postgres: ResolvedPostgres): PgrehearseError {
  return new PgrehearseError('server/port-in-use', `port ${port} is in use`, {
    detail,
    source: originOf(postgres, 'settings.port'),
    hint: 'Remove the setting port, so that a free one is chosen, or stop what listens on it.',
  });
}

function failure(log: string, cluster: NewCluster, postgres: ResolvedPostgres): PgrehearseError {
  const refused = refusedSetting(log, postgres);
  if (refused) return refused;
  if (isDiskFull(new Error(log)) && !/shared memory/.test(log))
    return diskFull(cluster.directory, new Error(log));
  return new PgrehearseError('server/start-failed', 'the server did not start', {
    detail: log || 'It wrote no log.',
    hint: "Read the server's last lines above; the scenario's settings are what usually keeps it from starting.",
  });
}
