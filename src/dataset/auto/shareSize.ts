/** A table that takes its share of a total size. */
export interface Sharing {
  name: string;
  /** With its indexes. */
  bytesPerRow: number;
  /** Rows on production, where they are known. */
  production: number | null;
  /** Whether pending statements or key queries name it. */
  touched: boolean;
  /** A list that others refer to, and that refers to nothing. */
  lookup: boolean;
}

/** Rows of a table of which nothing tells how many there are, beside those of which something does. */
const unknownRows = 1000;
/** Of tables that nothing touches, as a share of those that something does. */
const untouchedShare = 0.1;
const mostRows = 2 ** 31 - 1;

/**
 * Rows of each table, so that all together have a size: in proportion to production's, and never more than there; else
 * the same for each table that is touched, a tenth of that for others, and few for lists that others refer to.
 */
export function shareSize(tables: readonly Sharing[], bytes: number): Map<string, number> {
  const byProduction = tables.some(({ production }) => production !== null);
  const touched = tables.some((table) => table.touched && !table.lookup);
  const weight = (table: Sharing) =>
    byProduction ? (table.production ?? 0) : touched && !table.touched ? untouchedShare : 1;
  const fixed = (table: Sharing) => (byProduction ? table.production === null : table.lookup);
  const rest = tables.filter((table) => !fixed(table));
  const spent = tables.filter(fixed).reduce((sum, { bytesPerRow }) => sum + bytesPerRow * unknownRows, 0);
  const asked = rest.reduce((sum, table) => sum + weight(table) * table.bytesPerRow, 0);
  const factor = asked === 0 ? 0 : Math.max(0, bytes - spent) / asked;
  const share = byProduction ? Math.min(1, factor) : factor;
  return new Map(
    tables.map((table) => [
      table.name,
      Math.max(1, Math.min(mostRows, Math.floor(fixed(table) ? unknownRows : weight(table) * share))),
    ]),
  );
}
