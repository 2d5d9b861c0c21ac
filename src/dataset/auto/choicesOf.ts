import type { CatalogTable } from '../catalog/Catalog.ts';

/**
 * The literals that a CHECK constraint lets a column choose from, as pg_get_constraintdef prints `status
 * IN ('a', 'b')`: `CHECK ((status = ANY (ARRAY['a'::text, 'b'::text])))`; null where there is no such one.
 */
export function choicesOf(column: string, { checks }: CatalogTable): string[] | null {
  for (const { definition, columns } of checks) {
    if (columns.length !== 1 || columns[0] !== column) continue;
    const list = /^CHECK \(\(+[^=<>]+ = ANY \(+ARRAY\[(.*)\]\)*(::[a-z ]+\[\])?\)+$/.exec(definition)?.[1];
    const literals = list?.match(/'(?:[^']|'')*'/g);
    if (literals) return literals.map((literal) => literal.slice(1, -1).replaceAll("''", "'"));
  }
  return null;
}
