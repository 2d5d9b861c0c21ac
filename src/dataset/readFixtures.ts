import { readFile } from 'node:fs/promises';
import { PgrehearseError } from '../errors.ts';
import { splitStatements } from '../migrations/splitStatements.ts';
import type { DatasetRequest } from './Dataset.ts';

/** @throws PgrehearseError `data/fixture` where a file cannot be split into statements */
export async function readFixtures(paths: readonly string[]): Promise<DatasetRequest['fixtures']> {
  return Promise.all(
    paths.map(async (path) => {
      const { statements, error } = await splitStatements(await readFile(path, 'utf8'), path);
      if (!error) return { path, statements: statements.map(({ sql }) => sql) };
      throw new PgrehearseError('data/fixture', `fixture ${path} cannot be read: ${error.message}`, {
        source: `${path}:${error.line}`,
        hint: error.hint ?? 'Correct the statement; a fixture is plain SQL.',
      });
    }),
  );
}
