import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
let hash: string | undefined;

/** Hash of the code that makes datasets: nobody has to remember that rows are others than before. */
export function codeHash(): string {
  hash ??= compute();
  return hash;
}

function compute(): string {
  const sum = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isCode).sort();
  for (const file of files)
    sum.update(`${relative(folder, join(folder, file))}\n`).update(readFileSync(join(folder, file)));
  // Dictionaries are its work.
  const faker = createRequire(import.meta.url)('@faker-js/faker/package.json') as { version: string };
  return sum.update(faker.version).digest('hex');
}

function isCode(file: string): boolean {
  return /\.(ts|js|mjs|json)$/.test(file) && !file.endsWith('.d.ts');
}
