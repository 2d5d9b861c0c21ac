import { createHash, type Hash } from 'node:crypto';
import type { DatasetRequest } from '../Dataset.ts';
import { readValue } from '../values/readValue.ts';
import { TableSources } from '../values/TableSources.ts';
import type { World } from '../values/ValueSource.ts';
import { batchRows } from '../values/Vector.ts';
import { codeHash } from './codeHash.ts';

/**
 * Hash of everything that a dataset is made from: the code that makes it, the server's programs and locale, the base
 * (its texts, or what a command has made), declarations, seed, numbers of rows, now, fixtures, and what a dump or a
 * command brings. Known before any row is loaded. Functions count by their text and by what they give for the first,
 * middle and last rows.
 */
export function recipeKey(
  { prepareBase: _base, keep: _keep, source: _source, ...request }: DatasetRequest,
  given: { layout: unknown; base: unknown; source: unknown },
): string {
  const hash = createHash('sha256').update(codeHash());
  hash.update(JSON.stringify([given, request], plain));
  sample(hash, request);
  return hash.digest('hex').slice(0, 32);
}

function sample(hash: Hash, { tables, seed, now }: Pick<DatasetRequest, 'tables' | 'seed' | 'now'>): void {
  const rows = new Map(tables.map((one) => [one.table.name, one.rows]));
  const world: World = { seed, now, rows, dictionaries: new Map() };
  for (const { table, rows: total } of tables) {
    const sources = new TableSources(table, total, world);
    const count = Math.min(batchRows, total);
    for (const first of new Set([0, Math.floor((total - count) / 2), total - count])) {
      sources.begin(
        Int32Array.from({ length: count }, (_, row) => first + row),
        count,
      );
      for (const column of Object.keys(table.columns)) {
        const { vector } = sources.filled(column);
        const values = Array.from({ length: count }, (_, row) => readValue(vector, row));
        hash.update(JSON.stringify(values, plain));
      }
    }
  }
}

/** As JSON, with functions as their text; a reference by its table's name, since two tables may refer to each other. */
function plain(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  if (typeof value !== 'function') return value;
  const owner = this as { kind?: string };
  return key === 'table' && owner.kind === 'references'
    ? (value as () => { name: string })().name
    : String(value);
}
