import { constants, copyFileSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRunId } from '../RunId.ts';

/** How the bytes of a file get to another place: shared until one side writes, as one file with two names, or copied. */
export type FileCopy = 'reflink' | 'hard link' | 'copy';

/** The cheapest way from one folder to another that their file system offers; found out by trying, since nothing tells. */
export function cheapestCopy(from: string, to: string): FileCopy {
  const probe = `.pgrehearse-probe-${newRunId()}`;
  const [source, target] = [join(from, probe), join(to, `${probe}-copy`)];
  const works = (attempt: () => void): boolean => {
    try {
      attempt();
      return true;
    } catch {
      return false;
    } finally {
      rmSync(target, { force: true });
    }
  };
  try {
    writeFileSync(source, Buffer.alloc(8192, 1));
    if (works(() => copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE))) return 'reflink';
    return process.platform !== 'win32' && works(() => linkSync(source, target)) ? 'hard link' : 'copy';
  } finally {
    rmSync(source, { force: true });
  }
}
