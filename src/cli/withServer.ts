import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { openServer } from '../server/openServer.ts';
import { orDiskFull } from '../server/orDiskFull.ts';
import type { Server } from '../server/Server.ts';
import type { Cleanup } from './Cleanup.ts';
import type { Progress } from './Progress.ts';

export interface ServerRun {
  scenario: Pick<ResolvedScenario, 'postgres'>;
  databaseUrl: string | null;
  disposable: boolean;
  progress: Progress;
  cleanup: Cleanup;
}

/** Opens a scenario's server, works with it, and stops it whatever happens, a signal included. */
export async function withServer<T>(run: ServerRun, work: (server: Server) => Promise<T>): Promise<T> {
  run.progress.stage('server');
  const opening = openServer(
    { postgres: run.scenario.postgres, databaseUrl: run.databaseUrl, disposable: run.disposable },
    { say: (line) => run.progress.update(line) },
  );
  // Also while it is being opened: a signal must not leave before it is gone.
  const stop = run.cleanup.add(async () => (await opening.catch(() => null))?.stop());
  try {
    const server = await opening;
    run.progress.done(`PostgreSQL ${server.version}, ${server.source}`);
    return await work(server).catch((error: unknown) => {
      throw orDiskFull(error, server);
    });
  } finally {
    await stop();
  }
}
