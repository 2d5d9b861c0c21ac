import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { oneOf } from './oneOf.ts';

export interface JointColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'joint';
  readonly field: string;
  /** The first of the columns; all draw with its stream of random numbers. */
  readonly leader: string;
  readonly column: AnyColumn;
}

type Fields<Row> = { readonly [K in keyof Row & string]: JointColumn<Row[K]> };

/**
 * Several columns that are drawn together: rows of a table of what comes, with weights, or a column of
 * objects and the fields to take of them. Spread it among the columns:
 * `...joint([{ city: 'Berlin', country: 'DE' }, { city: 'Paris', country: 'FR' }], [3, 2])`,
 * `...joint(['city', 'zip'], pool(9_000, (faker) => ({ city: faker.location.city(), zip: faker.location.zipCode() })))`.
 */
export function joint<const Row extends object>(
  rows: readonly Row[],
  weights?: readonly number[],
): Fields<Row>;
export function joint<Row extends object, const K extends keyof Row & string>(
  fields: readonly K[],
  column: ColumnDeclaration<Row>,
): Fields<Pick<Row, K>>;
export function joint(
  first: readonly (object | string)[],
  second?: readonly number[] | AnyColumn,
): Readonly<Record<string, JointColumn>> {
  const given = second !== undefined && 'kind' in second;
  const column: AnyColumn = given ? second : oneOf(first, second as readonly number[] | undefined);
  const fields = given ? (first as readonly string[]) : Object.keys(first[0] ?? {});
  const leader = fields[0] ?? '';
  return Object.fromEntries(
    fields.map((field) => [field, { kind: 'joint', field, leader, column } satisfies JointColumn]),
  );
}

export function checkJoint(
  { field, column }: JointColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkInner(column);
  const rows = (column as { kind: string; values?: readonly unknown[] }).kind === 'oneOf';
  if (!rows) return;
  for (const row of (column as unknown as { values: readonly object[] }).values)
    if (typeof row !== 'object' || row === null || !Object.hasOwn(row, field))
      refuse('joint', `a value for ${field} in every row`, row);
}
