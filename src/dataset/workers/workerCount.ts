import { availableParallelism } from 'node:os';
import { PgrehearseError } from '../../errors.ts';

/** Below this many rows a worker takes longer to start than it saves. */
const rowsForWorker = 500_000;
/** One generates faster than one stream is stored; more pay off for rows that are slow to make. */
const mostWorkers = 4;

/** How many threads encode rows beside the main one, where nobody says. */
export function workerCount(rows: number, processors: number = availableParallelism()): number {
  return processors < 2 ? 0 : Math.min(processors, mostWorkers, Math.floor(rows / rowsForWorker));
}

/** What PGREHEARSE_WORKERS says, 0 for none; null where it says nothing. */
export function givenWorkers(given: string | undefined = process.env['PGREHEARSE_WORKERS']): number | null {
  if (given === undefined || given === '') return null;
  if (/^\d{1,2}$/.test(given)) return Number(given);
  throw new PgrehearseError(
    'usage/workers',
    `PGREHEARSE_WORKERS: expected a whole number from 0 to 99, found '${given}'`,
    {
      source: 'the environment',
      hint: 'Give the number of threads that generate rows, or leave it out for as many as processors, at most 4.',
    },
  );
}
