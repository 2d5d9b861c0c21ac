import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { messageOf, PgrehearseError } from '../errors.ts';

/** Whether the places that a run writes to can be written, said before hours of work and not after them. */
export async function checkFolders(...folders: { path: string; setting: string }[]): Promise<void> {
  for (const { path, setting } of folders) {
    await mkdir(path, { recursive: true })
      .then(() => access(path, constants.W_OK))
      .catch((error: unknown) => {
        throw notWritable(path, error, `Give another folder with ${setting}, or make this one writable.`);
      });
  }
}

/** Servers, and scenario files while they are loaded, lie there. */
export async function checkTemporaryFolder(): Promise<void> {
  await access(tmpdir(), constants.W_OK).catch((error: unknown) => {
    throw notWritable(tmpdir(), error, 'Set TMPDIR to a folder that exists and can be written.');
  });
}

function notWritable(path: string, error: unknown, hint: string): PgrehearseError {
  return new PgrehearseError('disk/not-writable', `the folder ${path} cannot be written`, {
    detail: messageOf(error),
    hint,
  });
}
