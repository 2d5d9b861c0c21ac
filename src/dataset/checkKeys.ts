import { PgrehearseError } from '../errors.ts';
import { formatCount } from '../units.ts';
import type { CatalogKey, CatalogTable } from './catalog/Catalog.ts';
import type { TableSources } from './values/TableSources.ts';
import type { ValueSource } from './values/ValueSource.ts';

/** So many equal pairs are expected before a key is refused; that none comes has a chance of e⁻²⁰. */
const certain = 20;

/**
 * Throws `data/too-few-values` where a unique key's columns cannot have another value in each row, and
 * `data/orphans` where a foreign key forbids them.
 */
export function checkKeys(sources: TableSources, table: CatalogTable): void {
  for (const key of table.keys) {
    if (key.columns === null || key.partial || key.kind === 'exclusion') continue;
    if (!key.columns.every((name) => Object.hasOwn(sources.table.columns, name))) continue;
    const columns = key.columns.map((name) => ({ name, source: sources.source(name) }));
    // Rows with a NULL are equal to no others.
    if (columns.some(({ source }) => source.nullable !== false)) continue;
    checkKey(key, columns, sources.rows, table.name);
  }
  for (const { name, columns, validated } of table.foreignKeys) {
    const lost = columns.find(
      (column) => Object.hasOwn(sources.table.columns, column) && sources.source(column).orphans === true,
    );
    if (validated && lost !== undefined) throw orphansRefused(table.name, lost, name);
  }
}

function orphansRefused(table: string, column: string, foreignKey: string): PgrehearseError {
  return new PgrehearseError(
    'data/orphans',
    `column ${column} of table ${table}: expected a parent for every row, since ${foreignKey} is validated`,
    {
      detail: 'It is declared with orphaned(…).',
      source: `the declaration of ${table}`,
      hint: 'Leave orphaned(…) out: rows without a parent cannot be where the foreign key stands.',
    },
  );
}

function checkKey(
  { name, columns: keyColumns }: CatalogKey,
  columns: readonly { name: string; source: ValueSource }[],
  rows: number,
  table: string,
): void {
  const counts = columns.map(({ source }) => distinctValues(source));
  const all = counts.reduce<number>((product, count) => product * (count ?? Number.POSITIVE_INFINITY), 1);
  const drawn = columns.every(({ source }) => source.drawn === true);
  const pairs = (rows * (rows - 1)) / 2 / all;
  if (rows <= all && !(drawn && pairs > certain)) return;
  const list = keyColumns!.join(', ');
  const which =
    columns.length === 1 ? `column ${list} of table ${table}` : `columns ${list} of table ${table}`;
  const have = `${columns.length === 1 ? 'It has' : 'Together they have'} at most ${formatCount(all)} different values`;
  throw new PgrehearseError(
    'data/too-few-values',
    `${which}: expected another value in each of ${formatCount(rows)} rows, since ${name} is unique`,
    {
      detail:
        rows > all
          ? `${have}.`
          : `${have}, and each row draws one: about ${formatCount(Math.round(pairs))} pairs of rows would be equal.`,
      source: `the declaration of ${table}`,
      hint:
        columns.length === 1
          ? 'Declare a unique column such as sequence(), uuid() or template(…), or fewer rows.'
          : 'Declare the columns with combinations({ … }), or one of them with crossed or within(…).',
    },
  );
}

function distinctValues({ vector, distinct }: ValueSource): number | undefined {
  if (distinct !== undefined) return distinct;
  return vector.kind === 'code' ? new Set(vector.dictionary.map(String)).size : undefined;
}
