import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';

export interface CombinationColumn<Value = unknown> extends ColumnDeclaration<Value>, Correlated {
  readonly kind: 'combination';
  readonly member: string;
  readonly members: Readonly<Record<string, AnyColumn>>;
}

type Members<C> = { readonly [K in keyof C]: CombinationColumn<ValueOf<C[K]>> };

/**
 * Columns of a composite unique key: no combination comes twice, and the combinations that come are spread
 * over all there are. Spread it among the columns: `...combinations({ tenant_id: references(tenants, 'id'),
 * year: uniform(2015, 2026), number: uniform(1, 5_000) })`. Each is a column of which all values are known:
 * oneOf and pool without weights, uniform integers, boolean, references without options, distinct.
 *
 * @param options.correlation of the first column with the order of the rows; default 0
 */
export function combinations<const C extends Readonly<Record<string, AnyColumn>>>(
  columns: C,
  options: Correlated = {},
): Members<C> {
  return Object.fromEntries(
    Object.keys(columns).map((member) => [
      member,
      { kind: 'combination', member, members: columns, ...options } satisfies CombinationColumn,
    ]),
  ) as unknown as Members<C>;
}

const enumerable = ['oneOf', 'pool', 'uniform', 'boolean', 'references', 'distinct'];

export function checkCombination(
  column: CombinationColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkCorrelation(column, refuse);
  for (const [name, member] of Object.entries(column.members)) {
    checkInner(member);
    const { kind, decimals, weights, skew, fanOut, once, together, crossed, childless } =
      member as unknown as Record<string, unknown> & { kind: string };
    if (!enumerable.includes(kind)) refuse('combinations', `${enumerable.join(', ')} for ${name}`, kind);
    if (kind === 'uniform' && decimals !== 0) refuse('combinations', `integers for ${name}`, decimals);
    const weighted = Array.isArray(weights) && new Set(weights).size > 1;
    if (weighted || (skew ?? 'uniform') !== 'uniform' || fanOut || once || together || crossed || childless)
      refuse('combinations', `a column without weights or options for ${name}`, kind);
  }
}
