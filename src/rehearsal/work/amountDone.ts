import type { ProgressPhase } from '../../evidence/ProgressPhase.ts';

/** A row of any of the views pg_stat_progress_…, by its columns. */
export type ProgressRow = Readonly<Record<string, unknown>>;

type Amount = Pick<ProgressPhase, 'done' | 'total' | 'unit'>;

const counted: readonly [done: string, total: string | null, unit: Amount['unit']][] = [
  ['blocks_done', 'blocks_total', 'blocks'],
  ['heap_blks_scanned', 'heap_blks_total', 'blocks'],
  ['sample_blks_scanned', 'sample_blks_total', 'blocks'],
  ['bytes_processed', 'bytes_total', 'bytes'],
  ['tuples_done', 'tuples_total', 'tuples'],
  ['heap_tuples_written', null, 'tuples'],
  ['heap_tuples_inserted', null, 'tuples'],
  ['heap_tuples_scanned', null, 'tuples'],
  ['tuples_processed', null, 'tuples'],
];

/** How far the phase is: what its view counts meanwhile, the first that has a total or, without one, has begun. */
export function amountDone(row: ProgressRow): Amount {
  const phase = String(row['phase'] ?? '');
  if (phase.startsWith('waiting') && Number(row['lockers_total']) > 0)
    return { done: Number(row['lockers_done']), total: Number(row['lockers_total']), unit: 'lockers' };
  // While tuples are sorted and loaded, the counters of the blocks that were read still stand.
  const order = /loading|sorting|writing/.test(phase)
    ? counted.filter(([, , unit]) => unit === 'tuples' && !phase.includes('sorting'))
    : counted;
  for (const [done, total, unit] of order) {
    const amount = Number(total === null ? row[done] : row[total]);
    if (amount > 0) return { done: Number(row[done]), total: total === null ? null : amount, unit };
  }
  return { done: null, total: null, unit: 'tuples' };
}
