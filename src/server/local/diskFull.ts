import { statfsSync } from 'node:fs';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { formatSize } from '../../units.ts';

export function isDiskFull(error: unknown): boolean {
  return (
    (error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC' || /No space left/i.test(messageOf(error))
  );
}

/** `disk/full`, with what is left where the run's directory is. */
export function diskFull(directory: string, cause: unknown): PgrehearseError {
  const { bavail, bsize } = statfsSync(directory);
  return new PgrehearseError(
    'disk/full',
    `no space is left in ${directory}: ${formatSize(bavail * bsize)} are free`,
    {
      detail: messageOf(cause),
      hint: 'Free some space, or set TMPDIR to a directory on a larger disk.',
      cause,
    },
  );
}
