import { removeCluster } from '../local/removeCluster.ts';
import { endMarked } from './endMarked.ts';
import type { Watched } from './Watched.ts';

/** Removes what a dead process of ours was watched for. Libraries are loaded only where they are needed. */
export async function cleanUp(watched: Watched): Promise<void> {
  switch (watched.kind) {
    case 'cluster':
      return removeCluster(watched.directory);
    case 'group':
      // A program of the author's, with what it has started.
      try {
        process.kill(process.platform === 'win32' ? watched.leader : -watched.leader, 'SIGKILL');
      } catch {
        // It has ended; what it has left may not have.
      }
      return endMarked(watched.marker);
    case 'containers': {
      const { removeContainers } = await import('../container/removeContainers.ts');
      return removeContainers(watched.run, { lateMs: 3_000 });
    }
    case 'databases': {
      const { removeDatabases } = await import('../url/removeDatabases.ts');
      return removeDatabases(watched.connection, watched.run);
    }
  }
}
