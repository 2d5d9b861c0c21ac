import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { spelled } from './spelled.ts';

/** Ranges of which no two overlap, by pg_type.typname. */
export const disjointRanges: Readonly<Record<string, () => AnyColumn>> = {
  int4range: () => numbers(),
  int8range: () => numbers(),
  numrange: () => numbers(),
  tsrange: () => moments(''),
  tstzrange: () => moments('Z'),
  daterange: () =>
    derived(
      spelled(
        (_row: never, n: number) => `[${day(n * 2)},${day(n * 2 + 1)})`,
        '(_row, n) => `[${new Date((n * 2) * 86_400_000).toISOString().slice(0, 10)},${new Date((n * 2 + 1) * 86_400_000).toISOString().slice(0, 10)})`',
      ),
    ),
};

function numbers(): AnyColumn {
  return derived(
    spelled(
      (_row: never, n: number) => `[${n * 10},${n * 10 + 8})`,
      '(_row, n) => `[${n * 10},${n * 10 + 8})`',
    ),
  );
}

function moments(zone: string): AnyColumn {
  const moment = (n: number) => new Date(1.6e12 + n * 60_000).toISOString().replace('Z', zone);
  const text = (n: string) =>
    `\${new Date(1.6e12 + ${n} * 60_000).toISOString()${zone === '' ? ".replace('Z', '')" : ''}}`;
  return derived(
    spelled(
      (_row: never, n: number) => `[${moment(n * 60)},${moment(n * 60 + 45)})`,
      `(_row, n) => \`[${text('(n * 60)')},${text('(n * 60 + 45)')})\``,
    ),
  );
}

function day(n: number): string {
  return new Date(n * 86_400_000).toISOString().slice(0, 10);
}
