import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { ofNumber } from './spelled.ts';

/** Ranges of which no two overlap, by pg_type.typname. */
export const disjointRanges: Readonly<Record<string, () => AnyColumn>> = {
  int4range: numbers,
  int8range: numbers,
  numrange: numbers,
  tsrange: () =>
    derived(
      ofNumber(
        (n) =>
          `[${new Date(1.6e12 + n * 3_600_000).toISOString().replace('Z', '')},${new Date(1.6e12 + n * 3_600_000 + 2_700_000).toISOString().replace('Z', '')})`,
      ),
    ),
  tstzrange: () =>
    derived(
      ofNumber(
        (n) =>
          `[${new Date(1.6e12 + n * 3_600_000).toISOString()},${new Date(1.6e12 + n * 3_600_000 + 2_700_000).toISOString()})`,
      ),
    ),
  daterange: () =>
    derived(
      ofNumber(
        (n) =>
          `[${new Date(n * 172_800_000).toISOString().slice(0, 10)},${new Date(n * 172_800_000 + 86_400_000).toISOString().slice(0, 10)})`,
      ),
    ),
};

function numbers(): AnyColumn {
  return derived(ofNumber((n) => `[${n * 10},${n * 10 + 8})`));
}
