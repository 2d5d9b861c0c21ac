import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, reports/ and scenarios/, from source and from the package alike. */
export const toolRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export const toolVersion: string = (
  JSON.parse(readFileSync(join(toolRoot, 'package.json'), 'utf8')) as { version: string }
).version;

function findRoot(directory: string): string {
  return existsSync(join(directory, 'package.json')) ? directory : findRoot(dirname(directory));
}
