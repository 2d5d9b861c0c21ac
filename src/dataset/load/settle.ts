import type { Client } from 'pg';
import type { Dataset } from '../Dataset.ts';
import type { TargetTable } from '../resolveTables.ts';
import { analyzeExact } from '../statistics/analyze.ts';
import { leaveDeadTuples } from './deadTuples.ts';
import { vacuumWhole } from './vacuum.ts';

/**
 * Brings pages and statistics to a state that plans can rest on: all rows frozen and visible, then ANALYZE
 * last, since a VACUUM behind it changes reltuples.
 *
 * @param exactRows tables with more rows are analyzed by a sample
 */
export async function settle(
  clients: readonly Client[],
  targets: readonly TargetTable[],
  step: (text: string) => void,
  exactRows?: number,
): Promise<Dataset['statistics']> {
  step('vacuuming');
  await vacuumWhole(clients, null);
  await leaveDeadTuples(clients[0]!, targets, step);
  step('analyzing');
  const analyzed = await analyzeExact(clients, null, { limit: exactRows });
  const filled = analyzed
    .filter(({ rows }) => rows > 0)
    .map(({ name, rows, from }) => ({ name, rows, from }));
  await clients[0]!.query('checkpoint').catch((error: { code?: string }) => {
    // Only superusers and members of pg_checkpoint may ask for one.
    if (error.code !== '42501') throw error;
  });
  return filled.sort((a, b) => (a.name < b.name ? -1 : 1));
}
