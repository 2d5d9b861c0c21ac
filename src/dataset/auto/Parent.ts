import type { AutoTable } from './AutoTable.ts';

/** Where a referenced row comes from: a declaration, or rows that the migrations left, by column. */
export type Parent =
  | { kind: 'declared'; auto: Pick<AutoTable, 'declaration' | 'rows'> }
  | { kind: 'existing'; rows: readonly Readonly<Record<string, unknown>>[] };

export function rowsOf(parent: Parent): number {
  return parent.kind === 'declared' ? parent.auto.rows : parent.rows.length;
}
