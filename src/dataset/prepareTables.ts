import { checkKeys } from './checkKeys.ts';
import { type TableEncoder, tableEncoder } from './encode/TableEncoder.ts';
import type { TargetTable } from './resolveTables.ts';
import { TableSources } from './values/TableSources.ts';
import type { World } from './values/ValueSource.ts';
import { batchRows } from './values/Vector.ts';

/** A table whose rows can be asked for. */
export interface PreparedTable {
  target: TargetTable;
  sources: TableSources;
  encoder: TableEncoder;
}

/**
 * Compiles a table that may refer to all others of `targets`, and encodes its first and last rows, so that
 * nearly everything that a type refuses is said before anything is loaded. Throws PgrehearseError `data/…`.
 */
export function prepareTables(
  targets: readonly TargetTable[],
  seed: number,
  now: number,
): (target: TargetTable) => PreparedTable {
  const rows = new Map(targets.map((target) => [target.declaration.name, target.rows]));
  const world: World = { seed, now, rows, dictionaries: new Map() };
  return (target) => {
    const sources = new TableSources(target.declaration, target.rows, world);
    checkKeys(sources, target.table);
    const encoder = tableEncoder(sources, target.table);
    const count = Math.min(batchRows, target.rows);
    const buffer = Buffer.allocUnsafe(65_536);
    encoder.encode(0, count, buffer, 0);
    encoder.encode(target.rows - count, count, buffer, 0);
    return { target, sources, encoder };
  };
}
