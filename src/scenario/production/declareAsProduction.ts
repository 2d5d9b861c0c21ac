import { PgrehearseError } from '../../errors.ts';
import type { AnyColumn } from '../columns/ColumnDeclaration.ts';
import { nullable } from '../columns/nullable.ts';
import type { ReferencesColumn } from '../columns/references.ts';
import type { TableRows } from '../columns/TableDeclaration.ts';
import { zipf } from '../columns/zipf.ts';
import { displayPath } from '../displayPath.ts';
import type { ResolvedProduction } from '../ResolvedScenario.ts';
import { type KnownReferences, referencesOf } from './referencesOf.ts';

/** Below, an order is as good as none. */
const notableCorrelation = 0.1;

/**
 * Completes references that are declared with `skew: 'production'`: skew, parents without children, correlation and,
 * where the reference is not wrapped in a column of its own, the share of NULL. In place, since other declarations
 * refer to these tables.
 * @throws PgrehearseError `data/production` where production.json is missing or does not tell
 */
export function declareAsProduction(data: readonly TableRows[], production: ResolvedProduction | null): void {
  for (const { table } of data) {
    const columns = table.columns as Record<string, AnyColumn>;
    for (const [name, column] of Object.entries(columns)) {
      columns[name] = completed(column, true, (reference) => known(table.name, name, reference, production));
    }
  }
}

function completed(
  column: AnyColumn,
  outermost: boolean,
  ask: (reference: ReferencesColumn) => KnownReferences,
): AnyColumn {
  if (column.kind === 'references' && (column as ReferencesColumn).asProduction) {
    const reference = column as ReferencesColumn;
    const { childless = 0, exponent, correlation, nullFraction } = ask(reference);
    const { once, crossed, inTurn, alike } = reference;
    const ordered =
      Math.abs(correlation) >= notableCorrelation &&
      !once &&
      crossed === null &&
      inTurn === null &&
      alike === null;
    const made: ReferencesColumn = {
      ...reference,
      asProduction: false,
      childless: reference.childless || childless,
      skew: exponent === 0 ? 'uniform' : zipf(exponent),
      correlation: reference.correlation ?? (ordered ? correlation : null),
    };
    return outermost && nullFraction > 0 ? nullable(nullFraction, made) : made;
  }
  const { column: inner } = column as { column?: AnyColumn };
  if (typeof inner !== 'object' || inner === null) return column;
  const done = completed(inner, false, ask);
  return done === inner ? column : ({ ...column, column: done } as AnyColumn);
}

function known(
  table: string,
  column: string,
  reference: ReferencesColumn,
  production: ResolvedProduction | null,
): KnownReferences {
  const parent = reference.table?.().name ?? table;
  const found = production?.known ? referencesOf(production.known, table, column, parent) : null;
  if (found) return found;
  const file = production?.file ? displayPath(production.file) : null;
  throw new PgrehearseError(
    'data/production',
    `column ${column} of table ${table} is declared as on production, of which nothing is known`,
    {
      detail: file
        ? `${file} has no statistics of this column, or no number of rows of ${table}.`
        : 'There is no production.json.',
      source: `the declaration of ${table}.${column}`,
      hint: "Capture production again as a role that may read the table's statistics, or give a skew such as zipf(1.1).",
    },
  );
}
