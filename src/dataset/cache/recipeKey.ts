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
 * command brings. Known before any row is loaded. A function may use anything in its author's module: where there is
 * one, all of that module counts, besides what the function gives for the first, middle and last rows.
 */
export function recipeKey(
  {
    prepareBase: _base,
    prepareAround: _around,
    keep: _keep,
    source: _source,
    module,
    ...request
  }: DatasetRequest,
  given: { layout: unknown; base: unknown; source: unknown },
): string {
  const hash = createHash('sha256').update(codeHash());
  const functions = { found: false };
  hash.update(JSON.stringify([given, request], plainly(functions)));
  if (functions.found) hash.update(module?.code ?? '');
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
        hash.update(JSON.stringify(values, plainly({ found: false })));
      }
    }
  }
}

/**
 * As JSON, with functions as their text, and said; a reference by its table's name, since two tables may refer to
 * each other.
 */
function plainly(functions: { found: boolean }): (this: unknown, key: string, value: unknown) => unknown {
  return function (key, value) {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Map) return [...value];
    if (value instanceof Set) return [...value];
    if (typeof value !== 'function') return value;
    const owner = this as { kind?: string };
    if (key === 'table' && owner.kind === 'references') return (value as () => { name: string })().name;
    functions.found = true;
    return String(value);
  };
}
