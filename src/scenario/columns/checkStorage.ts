import { PgrehearseError } from '../../errors.ts';
import type { Storage } from './TableDeclaration.ts';

/** Throws `data/storage`. */
export function checkStorage(table: string, storage: Storage): void {
  const refuse = (expected: string, found: unknown, hint: string): never => {
    throw new PgrehearseError('data/storage', `table ${table}: expected ${expected}, found ${found}`, {
      source: `the rows of ${table}`,
      hint,
    });
  };
  const { deadTuples = 0, fillfactor = 100, ...unknown } = storage;
  for (const name of Object.keys(unknown)) refuse('deadTuples or fillfactor', name, 'Remove it.');
  if (!(deadTuples >= 0 && deadTuples <= 0.9))
    refuse('a share of dead tuples from 0 to 0.9', deadTuples, 'A fifth is 0.2.');
  // The bounds of the storage parameter (reloptions.c).
  if (!(Number.isInteger(fillfactor) && fillfactor >= 10 && fillfactor <= 100))
    refuse('a fillfactor from 10 to 100', fillfactor, 'Give a percentage.');
  if (deadTuples > 0 && fillfactor < 100)
    refuse(
      'either deadTuples or a fillfactor below 100',
      'both',
      'Dead tuples beside rows that leave room are pruned when the server reads their page; the fillfactor alone shows what they leave.',
    );
}
