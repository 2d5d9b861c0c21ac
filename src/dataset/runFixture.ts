import type { Client } from 'pg';
import { messageOf, PgrehearseError } from '../errors.ts';
import type { DatasetProgress, DatasetRequest } from './Dataset.ts';

/** Adds an author's hand-written rows. Throws `data/fixture`, with the statement's number. */
export async function runFixture(
  client: Client,
  { path, statements }: DatasetRequest['fixtures'][number],
  progress: Pick<DatasetProgress, 'step'>,
): Promise<void> {
  progress.step(`running ${path}`);
  for (const [index, statement] of statements.entries())
    await client.query(statement).catch((error: Error & { detail?: string }) => {
      throw new PgrehearseError(
        'data/fixture',
        `statement ${index + 1} of ${path} failed: ${messageOf(error)}`,
        {
          detail: error.detail,
          source: path,
          hint: 'Correct that statement; fixtures run after the rows are loaded, before the pending migrations.',
          cause: error,
        },
      );
    });
}
