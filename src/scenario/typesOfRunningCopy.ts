import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { InitTypes } from './initTemplates.ts';
import { runningCopy } from './loading/runningCopy.ts';

/** Where the types of the running copy are, as seen from a directory (absolute path). */
export function typesOfRunningCopy(directory: string): InitTypes {
  const { index, generators, extension } = runningCopy();
  const ending = extension === '.ts' ? '.ts' : '.d.ts';
  const from = (path: string) => relative(directory, path).split(sep).join('/');
  const typeRoots = join(dirname(dirname(index)), 'node_modules', '@types');
  return {
    index: from(index.slice(0, -extension.length) + ending),
    generators: from(generators),
    ending,
    typeRoots: extension === '.ts' && existsSync(typeRoots) ? from(typeRoots) : null,
  };
}
