import { constants } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cheapestCopy, type FileCopy } from './FileCopy.ts';
import type { ServerAccount } from './ServerAccount.ts';

export interface ClusterCopy {
  /** A data directory whose server has been stopped; the folder above it is used to try out what the file system can. */
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

/** Files that are copied at once: there are a thousand small ones, each of which waits for the file system. */
const atOnce = 8;

/** Copies a data directory in the cheapest way. Gives that way; throws what the file system says. */
export async function copyCluster(job: ClusterCopy): Promise<FileCopy> {
  await mkdir(job.to, { mode: 0o700 });
  const how = cheapestCopy(dirname(job.from), dirname(job.to));
  const { folders, files } = await listed(job, '');
  for (const folder of folders) await mkdir(join(job.to, folder), { recursive: true, mode: 0o700 });
  const queue = files.values();
  const work = async () => {
    for (const file of queue) await copyOne(job, how, file);
  };
  const results = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  for (const folder of folders) {
    const target = join(job.to, folder);
    if (job.account) await chown(target, job.account.uid, job.account.gid);
    if (job.durable) await sync(target);
  }
  return how;
}

/** Paths below the data directory, itself ('') included; a folder before what is in it. */
async function listed(job: ClusterCopy, folder: string): Promise<{ folders: string[]; files: string[] }> {
  const [folders, files]: [string[], string[]] = [[folder], []];
  for (const entry of await readdir(join(job.from, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (job.leftOut(path)) continue;
    if (entry.isFile()) files.push(path);
    if (!entry.isDirectory()) continue;
    const below = await listed(job, path);
    folders.push(...below.folders);
    files.push(...below.files);
  }
  return { folders, files };
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
