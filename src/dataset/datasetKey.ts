import { createHash } from 'node:crypto';
import type { PreparedTable } from './prepareTables.ts';
import { batchRows } from './values/Vector.ts';

/** Raised whenever the same declarations give other rows than before. */
const generatorVersion = 2;

/**
 * Hash of everything that shapes the rows: schema, declarations, seed, numbers of rows, now and the server's
 * major version. Functions count by their text and by what they give for the first rows, which shows
 * most changes to what they close over.
 */
export function datasetKey(
  tables: readonly PreparedTable[],
  given: {
    schema: string;
    seed: number;
    now: number;
    major: number;
    fixtures: readonly unknown[];
    /** What rows from elsewhere depend on. */
    source: unknown;
  },
): string {
  const hash = createHash('sha256').update(JSON.stringify([generatorVersion, given]));
  for (const { target, encoder } of [...tables].sort((a, b) =>
    a.target.table.name < b.target.table.name ? -1 : 1,
  )) {
    hash.update(
      JSON.stringify(
        [target.table.name, target.rows, target.storage ?? null, target.declaration.columns],
        described,
      ),
    );
    const count = Math.min(batchRows, target.rows);
    const { into, at } = encoder.encode(0, count, Buffer.alloc(65_536), 0);
    hash.update(into.subarray(0, at));
  }
  return hash.digest('hex');
}

/** Functions by their text; a reference by its table's name, since two tables may refer to each other. */
function described(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'function') return value;
  const owner = this as { kind?: string };
  return key === 'table' && owner.kind === 'references'
    ? (value as () => { name: string })().name
    : String(value);
}
