import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster } from '../local/removeCluster.ts';
import { runOfDirectory } from '../RunId.ts';
import { ownerFile } from './createRunDirectory.ts';
import { type ProcessIdentity, stateOf } from './ProcessIdentity.ts';

/** A directory may be without its owner's name for an instant after it was made. In milliseconds. */
const grace = 60_000;

/**
 * Removes the directories, and what still runs in them, of runs whose process is dead, for example because
 * the machine crashed. Gives the directories removed; leaves those whose owner cannot be seen from here.
 */
export async function sweepDirectories(): Promise<string[]> {
  const swept: string[] = [];
  for (const directory of runDirectories()) {
    try {
      if (!isLeftover(directory)) continue;
      await removeCluster(directory);
      swept.push(directory);
    } catch {
      // Another user's, or another sweep was faster.
    }
  }
  return swept;
}

function runDirectories(): string[] {
  try {
    const root = realpathSync(tmpdir());
    return readdirSync(root)
      .filter(runOfDirectory)
      .map((name) => join(root, name));
  } catch {
    return [];
  }
}

function isLeftover(directory: string): boolean {
  const owner = readOwner(directory);
  return owner ? stateOf(owner) === 'dead' : Date.now() - statSync(directory).mtimeMs > grace;
}

function readOwner(directory: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, ownerFile), 'utf8')) as ProcessIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    return undefined;
  }
}
