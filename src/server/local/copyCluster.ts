import { constants } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cheapestCopy, type FileCopy } from './FileCopy.ts';
import type { ServerAccount } from './ServerAccount.ts';

export interface ClusterCopy {
  /** A data directory whose server has been stopped. */
  from: string;
  /** Does not exist yet; the folder above it does. */
  to: string;
  /** Whose the copy is. */
  account: ServerAccount;
  /** Files that no server writes any more, by path below the data directory: one file may serve both places. */
  unchanging(path: string): boolean;
  /** Files that are left out. */
  leftOut(path: string): boolean;
  /** Whether the files must be on the disk afterwards. */
  durable: boolean;
}

/** Copies a data directory in the cheapest way. Gives that way; throws what the file system says. */
export async function copyCluster(job: ClusterCopy): Promise<FileCopy> {
  await mkdir(job.to, { mode: 0o700 });
  const how = cheapestCopy(job.from, job.to);
  await copyFolder(job, how, '');
  return how;
}

async function copyFolder(job: ClusterCopy, how: FileCopy, folder: string): Promise<void> {
  for (const entry of await readdir(join(job.from, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (job.leftOut(path)) continue;
    const target = join(job.to, path);
    if (entry.isDirectory()) {
      await mkdir(target, { mode: 0o700 });
      await copyFolder(job, how, path);
    } else if (entry.isFile()) await copyOne(job, how, path);
  }
  const target = join(job.to, folder);
  if (job.account) await chown(target, job.account.uid, job.account.gid);
  if (job.durable) await sync(target);
}

/**
 * A file with two names is made read-only, so that it cannot change in one place through the other. PostgreSQL
 * needs to read it only: CREATE DATABASE … STRATEGY file_copy opens it with O_RDONLY (copydir.c), and
 * fsync_fname passes over a file that it may not open (fd.c, file_utils.c).
 */
async function copyOne(job: ClusterCopy, how: FileCopy, path: string): Promise<void> {
  const [source, target] = [join(job.from, path), join(job.to, path)];
  if (how === 'hard link' && job.unchanging(path)) {
    await chmod(source, 0o400);
    return link(source, target);
  }
  await copyFile(source, target, how === 'reflink' ? constants.COPYFILE_FICLONE : 0);
  await chmod(target, 0o600);
  if (job.account) await chown(target, job.account.uid, job.account.gid);
  if (job.durable) await sync(target);
}

async function sync(path: string): Promise<void> {
  // Windows opens no directories.
  if (process.platform === 'win32') return;
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
