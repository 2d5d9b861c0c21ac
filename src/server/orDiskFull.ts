import { statfsSync } from 'node:fs';
import { messageOf, PgrehearseError } from '../errors.ts';
import { formatSize } from '../units.ts';
import type { Server } from './Server.ts';

/**
 * `disk/full` where that is what is behind an error: an answer of the server (53100, disk_full), or a server that went
 * away because it could not write its WAL, which its log tells. Any other error as it is.
 */
export function orDiskFull(error: unknown, server: Pick<Server, 'logTail' | 'snapshots'>): unknown {
  if (error instanceof PgrehearseError && error.code.startsWith('disk/')) return error;
  const said = answerOf(error) ?? lossOf(error, server);
  if (said === undefined) return error;
  const directory = server.snapshots?.directory;
  return new PgrehearseError('disk/full', `no space is left on the server's disk${freeIn(directory)}`, {
    detail: said,
    hint: directory
      ? 'Free some space, set TMPDIR to a directory on a larger disk, or use a smaller --scale.'
      : 'Free some space on the disk of the server, or use a smaller --scale.',
    cause: error,
  });
}

function answerOf(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === '53100' || code === 'ENOSPC' ? message : undefined;
}

function lossOf(error: unknown, { logTail }: Pick<Server, 'logTail'>): string | undefined {
  if (!(error instanceof PgrehearseError) || !/^server\/(connection-lost|unreachable)$/.test(error.code))
    return undefined;
  const lines = `${error.detail ?? ''}\n${messageOf(error.cause)}\n${logTail?.() ?? ''}`.split('\n');
  return lines.find((line) => /no space left on device/i.test(line));
}

function freeIn(directory: string | undefined): string {
  if (directory === undefined) return '';
  try {
    const { bavail, bsize } = statfsSync(directory);
    return `: ${formatSize(bavail * bsize)} are free in ${directory}`;
  } catch {
    return '';
  }
}
