import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { diskFull, isDiskFull } from '../local/diskFull.ts';
import { directoryName, type RunId } from '../RunId.ts';
import { ownIdentity } from './ProcessIdentity.ts';

/** The name of the file in a run's directory that says whose it is. */
export const ownerFile = 'owner.json';

/** Where a run's directory will be: under the system's directory for temporary files (`TMPDIR`). */
export function runDirectory(run: RunId): string {
  try {
    return join(realpathSync(tmpdir()), directoryName(run));
  } catch (error) {
    throw notWritable(tmpdir(), error);
  }
}

/** Makes a run's directory and writes into it who its owner is. Throws `disk/full`, `disk/not-writable`. */
export function createRunDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(join(directory, ownerFile), JSON.stringify(ownIdentity()));
  } catch (error) {
    throw isDiskFull(error) ? diskFull(dirname(directory), error) : notWritable(dirname(directory), error);
  }
}

function notWritable(directory: string, cause: unknown): PgrehearseError {
  return new PgrehearseError('disk/not-writable', `the server's files cannot be placed in ${directory}`, {
    detail: messageOf(cause),
    hint: 'Set TMPDIR to a directory that you can write to, with room for the data.',
    cause,
  });
}
