import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import type { Dump } from './Dump.ts';

/** Enough for tar's header (512 bytes) and the head of a text. */
const headBytes = 4096;

/** How files begin that are compressed as a whole by something other than gzip. */
const compressions: readonly [name: string, magic: string][] = [
  ['zstd', '28b52ffd'],
  ['lz4', '04224d18'],
  ['xz', 'fd377a585a00'],
  ['bzip2', '425a68'],
  ['zip', '504b0304'],
];

/**
 * Tells a dump's format from its content. `PGDMP` begins a custom one (pg_backup_archiver.c); in tar and in a folder
 * the table of contents is `toc.dat` (pg_backup_tar.c, pg_backup_directory.c).
 * @throws PgrehearseError `data/restore-unreadable`, `data/restore-format`
 */
export async function detectDump(path: string): Promise<Dump> {
  try {
    if ((await stat(path)).isDirectory()) {
      if (existsSync(join(path, 'toc.dat'))) return { path, format: 'directory', gzip: false };
      throw notADump(path, 'It is a folder without toc.dat.');
    }
    const head = await headOf(path);
    const gzip = head.subarray(0, 2).toString('hex') === '1f8b';
    const content = gzip ? await unzipped(head, path) : head;
    const format = formatOf(content, path);
    if (gzip && format !== 'plain')
      throw notADump(path, `It is a dump in ${format} format inside gzip.`, 'Decompress it with gunzip.');
    return { path, format, gzip };
  } catch (error) {
    if (error instanceof PgrehearseError) throw error;
    throw new PgrehearseError('data/restore-unreadable', `the dump ${displayPath(path)} cannot be read`, {
      source: 'data.restore',
      detail: messageOf(error),
      hint: 'Check that the file is there and that you may read it.',
      cause: error,
    });
  }
}

function formatOf(content: Buffer, path: string): Dump['format'] {
  if (content.length === 0) throw notADump(path, 'It is empty.');
  if (content.subarray(0, 5).toString('latin1') === 'PGDMP') return 'custom';
  if (content.subarray(257, 262).toString('latin1') === 'ustar' || isOldTar(content)) return 'tar';
  const hex = content.subarray(0, 6).toString('hex');
  const compression = compressions.find(([, magic]) => hex.startsWith(magic))?.[0];
  if (compression)
    throw notADump(path, `It is compressed with ${compression}.`, `Decompress it with ${compression} -d.`);
  if (content.includes(0)) throw notADump(path, 'It is neither text nor an archive of pg_dump.');
  return 'plain';
}

/** pg_dump's tar begins with the member toc.dat, whatever its header's version. */
function isOldTar(content: Buffer): boolean {
  return content.subarray(0, 8).toString('latin1') === 'toc.dat\0';
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The head is cut, so that the end of the stream is missed and what came until then counts. */
function unzipped(head: Buffer, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    const chunks: Buffer[] = [];
    gunzip.on('data', (chunk: Buffer) => chunks.push(chunk));
    gunzip.on('error', () =>
      chunks.length > 0
        ? resolve(Buffer.concat(chunks))
        : reject(notADump(path, 'Its gzip data are damaged.')),
    );
    gunzip.on('end', () => resolve(Buffer.concat(chunks)));
    gunzip.end(head);
  });
}

function notADump(
  path: string,
  detail: string,
  hint = 'Make one with pg_dump, in any of its formats.',
): PgrehearseError {
  return new PgrehearseError('data/restore-format', `${displayPath(path)} is not a dump of PostgreSQL`, {
    source: 'data.restore',
    detail,
    hint,
  });
}
