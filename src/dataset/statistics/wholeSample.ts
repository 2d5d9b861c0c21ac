import type { AnalyzedTable } from './AnalyzedTable.ts';

/** ANALYZE reads so many rows for each step of the largest target (std_typanalyze in analyze.c). */
const rowsPerTarget = 300;
/** MAX_STATISTICS_TARGET in vacuum.h. */
const largestTarget = 10_000;
/** The rows that ANALYZE can read at most: 3 million. */
export const mostRows = rowsPerTarget * largestTarget;
/** A backend holds its whole sample in memory. */
const mostBytes = 1024 ** 3;

/**
 * The statistics target with which the sample is the whole table, so that chance has no part in it; null where none
 * is, or where the table may have at most `limit` rows for that. A sample has no more pages than rows
 * (acquire_sample_rows), and of several heaps each gives rows in proportion to its pages, not to its rows
 * (acquire_inherited_sample_rows).
 */
export function wholeSample(
  table: AnalyzedTable,
  all: ReadonlyMap<number, AnalyzedTable>,
  limit: number,
  blockBytes: number,
): number | null {
  const below = table.below.flatMap((oid) => all.get(oid)?.heap ?? []);
  const heaps = [...(table.heap ? [table.heap] : []), ...below].filter(({ pages }) => pages > 0);
  const pages = heaps.reduce((total, heap) => total + heap.pages, 0);
  if (pages * blockBytes > mostBytes) return null;
  const rows = Math.max(
    pages,
    table.heap?.rows ?? 0,
    // Shares are rounded to the nearest (rint).
    ...heaps.map((heap) => Math.ceil(((heap.rows + 1) * pages) / heap.pages)),
  );
  return rows > Math.min(limit, mostRows) ? null : Math.max(1, Math.ceil(rows / rowsPerTarget));
}
