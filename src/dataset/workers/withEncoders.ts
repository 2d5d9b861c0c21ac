import type { PreparedTable } from '../prepareTables.ts';
import { EncoderPool } from './EncoderPool.ts';
import { givenWorkers, workerCount } from './workerCount.ts';

/**
 * Runs a body with workers, and ends them. They start when it shows that this thread cannot keep up with the
 * server, or before any row where PGREHEARSE_WORKERS gives their number.
 */
export async function withEncoders<T>(
  tables: readonly PreparedTable[],
  module: { readonly code: string } | null,
  body: (pool: EncoderPool | null) => Promise<T>,
): Promise<T> {
  const given = givenWorkers();
  const size = given ?? workerCount(tables.reduce((total, { target }) => total + target.rows, 0));
  if (size === 0 || tables.length === 0) return body(null);
  const pool = new EncoderPool(tables, module, size);
  try {
    if (given !== null) await pool.start();
    return await body(pool);
  } finally {
    await pool.close();
  }
}
