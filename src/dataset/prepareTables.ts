import { createHash } from 'node:crypto';
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
  world: World;
  probe: Probe;
}

/** What encoding a table's first and last rows gave: another thread must get the same. */
export interface Probe {
  digest: string;
  bytesPerRow: number;
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
  return (target) => prepareTable(target, world);
}

export function prepareTable(target: TargetTable, world: World): PreparedTable {
  const sources = new TableSources(target.declaration, target.rows, world);
  checkKeys(sources, target.table);
  const encoder = tableEncoder(sources, target.table);
  return { target, sources, encoder, world, probe: probeOf(encoder, target.rows) };
}

function probeOf(encoder: TableEncoder, rows: number): Probe {
  const count = Math.min(batchRows, rows);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const first of [0, rows - count]) {
    const { into, at } = encoder.encode(first, count, Buffer.allocUnsafe(65_536), 0);
    hash.update(into.subarray(0, at));
    bytes += at;
  }
  return { digest: hash.digest('hex'), bytesPerRow: bytes / (2 * count) };
}
