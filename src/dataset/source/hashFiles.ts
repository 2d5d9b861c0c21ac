import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { filesOf } from './filesOf.ts';

/** SHA-256 of a file's content, or of all files of a folder with their names. */
export async function hashFiles(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesOf(path)) {
    hash.update(`${relative(path, file)}\n`);
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk as Buffer);
    });
  }
  return hash.digest('hex');
}
