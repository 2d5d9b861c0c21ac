import { stat } from 'node:fs/promises';
import { filesOf } from './filesOf.ts';

/** Bytes of a file, or of all files below a folder. */
export async function sizeOf(path: string): Promise<number> {
  const sizes = await Promise.all((await filesOf(path)).map(async (file) => (await stat(file)).size));
  return sizes.reduce((total, size) => total + size, 0);
}
