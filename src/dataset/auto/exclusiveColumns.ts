import { derived } from '../../scenario/columns/derived.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import type { CatalogColumn, CatalogKey } from '../catalog/Catalog.ts';
import type { AutoTable } from './AutoTable.ts';
import { disjointRanges } from './ranges.ts';
import { spelled } from './spelled.ts';

/**
 * Declares the columns of an exclusion constraint so that no two rows overlap: a range of its own for each row, or the
 * ends of one. False where that is not known to help, and equality may be what is excluded.
 */
export function exclusiveColumns(
  auto: AutoTable,
  key: CatalogKey,
  members: readonly CatalogColumn[],
): boolean {
  const { columns, digits } = auto;
  const own = (name: string) => digits.set(name, { stride: 1, values: Number.POSITIVE_INFINITY });
  const range = members.find(
    ({ name, type }) => columns[name] === undefined && type.kind === 'range' && disjointRanges[type.base],
  );
  if (range !== undefined) {
    columns[range.name] = disjointRanges[range.type.base]!();
    own(range.name);
    return true;
  }
  const ends = members.filter(({ name, type }) => columns[name] === undefined && isEnd(type.base));
  if (key.columns !== null || ends.length < 2) return false;
  // Of the constraint's columns, two of one type are the ends of a range.
  const from = ends.find((one) => ends.some((other) => other !== one && other.type.base === one.type.base));
  const to = ends.find((other) => other !== from && other.type.base === from?.type.base);
  if (from === undefined || to === undefined) return false;
  if (/^(date|timestamp)/.test(from.type.base)) {
    const step = from.type.base === 'date' ? 2 * 86_400_000 : 3_600_000;
    columns[from.name] = at(step, 0);
    columns[to.name] = at(step, step / 2);
  } else {
    columns[from.name] = sequence({ start: 10, step: 10 });
    columns[to.name] = sequence({ start: 15, step: 10 });
  }
  own(from.name);
  own(to.name);
  return true;
}

function isEnd(base: string): boolean {
  return /^(date|timestamp|timestamptz|int4|int8|numeric)$/.test(base);
}

function at(step: number, offset: number) {
  const start = offset === 0 ? 'n' : `n * ${step} + ${offset}`;
  return derived(
    spelled(
      (_row: never, n: number) => new Date(n * step + offset),
      `(_row, n) => new Date(${offset === 0 ? `n * ${step}` : start})`,
    ),
  );
}
