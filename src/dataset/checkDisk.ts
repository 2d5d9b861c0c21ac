import { statfsSync } from 'node:fs';
import { PgrehearseError } from '../errors.ts';
import type { Server } from '../server/Server.ts';
import { formatSize } from '../units.ts';
import type { PreparedTable } from './prepareTables.ts';
import { batchRows } from './values/Vector.ts';

/** Header and line pointer of a tuple: 23 bytes, rounded up, and 4 (storage-page-layout). */
const tupleBytes = 28;
/** From about here on values are compressed or moved out of the row (TOAST_TUPLE_THRESHOLD), to an unknown size. */
const toastBytes = 2_000;
/** A checkpoint removes what is more (max_wal_size). */
const mostWal = 8 * 1024 ** 3;
/** The heap with its indexes, beside the heap alone. */
const withIndexes = 2;

/** Bytes that the heaps of tables will have at least. */
export function leastHeapBytes(tables: readonly PreparedTable[]): number {
  return tables.reduce((total, { target, encoder }) => {
    const count = Math.min(batchRows, target.rows);
    const { at } = encoder.encode(0, count, Buffer.allocUnsafe(65_536), 0);
    // Each value comes with its length in four bytes, each row with its number of values in two.
    const sent = Math.max(0, at / count - encoder.columns.length * 4 - 2);
    return total + target.rows * (Math.min(sent, toastBytes) + tupleBytes);
  }, 0);
}

/**
 * Whether a dataset, the WAL that loading it writes and a clone of it can fit on the server's disk, where that disk
 * can be seen from here. What is likely not to fit is said.
 * @throws PgrehearseError `disk/too-small`
 */
export function checkDisk(server: Server, heapBytes: number, say: (text: string) => void): void {
  if (server.snapshots === undefined) return;
  const { directory } = server.snapshots;
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const clones = server.settings['clone_method'] === 'reflink' ? 0 : 1;
  const need = (bytes: number) => bytes + Math.min(bytes, mostWal) + bytes * clones;
  const least = need(heapBytes);
  if (least > free) throw tooSmall(least, free, directory);
  const likely = need(heapBytes * withIndexes);
  if (likely > free)
    say(`about ${formatSize(likely)} of disk are needed, and ${formatSize(free)} are free in ${directory}`);
}

function tooSmall(least: number, free: number, directory: string): PgrehearseError {
  return new PgrehearseError('disk/too-small', 'the dataset does not fit on the disk', {
    detail: `Its rows, the WAL of loading them and a clone need ${formatSize(least)} at least; ${formatSize(free)} are free in ${directory}.`,
    hint: 'Free some space, set TMPDIR to a directory on a larger disk, or use a smaller --scale.',
  });
}
