import { type Client, DatabaseError } from 'pg';
import { messageOf } from '../../errors.ts';
import { baseFailed } from './baseFailed.ts';

/** Sends a statement of a file. Throws `migrations/base-failed` for what the server answers. */
export async function send(client: Client, sql: string, path: string, line: number): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    throw asBaseFailed(error, path, line);
  }
}

export function asBaseFailed(error: unknown, path: string, line: number): unknown {
  if (!(error instanceof DatabaseError)) return error;
  return baseFailed(path, line, messageOf(error), error.hint ?? hints[error.code ?? ''], error.code);
}

/** By SQLSTATE: what a file alone cannot give. */
const hints: Record<string, string> = {
  '42704': 'Make what it names before: roles, extensions and types in a SQL file under prepare.',
  '0A000':
    'The server lacks what the statement needs: install the extension, or choose another server or image.',
};
