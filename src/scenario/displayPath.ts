import { isAbsolute, relative } from 'node:path';

/** A path as messages show it: relative to the working directory where it lies inside. */
export function displayPath(path: string, cwd: string = process.cwd()): string {
  const short = relative(cwd, path);
  if (short === '') return '.';
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
