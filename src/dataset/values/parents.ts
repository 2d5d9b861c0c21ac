import { PgrehearseError } from '../../errors.ts';
import type { ReferencesColumn } from '../../scenario/columns/references.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { type Key, keyOf } from '../random/Key.ts';
import { similarTo } from '../similarTo.ts';
import { type CountedChildren, countedChildren } from './fanOut.ts';
import type { SourceContext } from './ValueSource.ts';

/** Writes which row of the parent's table each row has. */
export type Draw = (children: Int32Array, count: number, chosen: Int32Array) => void;

export interface Leader {
  name: string;
  column: ReferencesColumn;
}

/** The reference that decides which parent a row has; another one where they go together. */
export function leaderOf({ name, column }: Leader, context: SourceContext): Leader {
  if (column.together === null) return { name, column };
  const leader = namedReference(column.together, 'together', context);
  const parent = (reference: ReferencesColumn) => reference.table?.() ?? context.table;
  if (parent(leader.column) === parent(column) && leader.column.together === null) return leader;
  throw new PgrehearseError(
    'data/together',
    `column ${context.column} of table ${context.table.name}: expected together to name a reference to the same table, found '${column.together}'`,
  );
}

export function namedReference(name: string, option: string, { table, column }: SourceContext): Leader {
  const found = unwrapped(table.columns[name]);
  if (found !== null) return { name, column: found };
  throw new PgrehearseError(
    `data/${option}`,
    `column ${column} of table ${table.name}: expected ${option} to name a reference, found '${name}'`,
    { hint: similarTo(name, Object.keys(table.columns)) },
  );
}

export function unwrapped(column: unknown): ReferencesColumn | null {
  let inner = column as { kind?: string; column?: unknown } | undefined;
  while (inner?.kind === 'nullable' || inner?.kind === 'when') inner = inner.column as typeof inner;
  return inner?.kind === 'references' ? (inner as ReferencesColumn) : null;
}

export function parentRows(
  { column }: ReferencesColumn,
  parent: TableDeclaration,
  { table, column: name, world, rows }: SourceContext,
): number {
  if (!Object.hasOwn(parent.columns, column))
    throw new PgrehearseError(
      'data/unknown-column',
      `column ${name} of table ${table.name} references ${parent.name}.${column}, which is not declared`,
      { hint: similarTo(column, Object.keys(parent.columns)) },
    );
  const count = parent === table ? rows : world.rows.get(parent.name);
  if (count !== undefined) return count;
  throw new PgrehearseError(
    'data/reference-without-rows',
    `column ${name} of table ${table.name} references ${parent.name}, which has no rows in data`,
    { hint: `Add ${parent.name} to data, with a number of rows.` },
  );
}

/** The children of a reference's parents, where they are counted; null elsewhere. */
export function childrenOf(name: string, context: SourceContext): CountedChildren | null {
  const leader = leaderOf(namedReference(name, 'within', context), context);
  const { fanOut, correlation } = leader.column;
  if (fanOut === null && correlation === null) return null;
  const rows = referencedRows(leader.column, { ...context, column: name });
  return countedChildren(leader.column, leader.name, rows, parentKey(leader, context), context);
}

export function parentKey({ name }: Leader, { world, table }: SourceContext): Key {
  return keyOf(world.seed, table.name, name, 'parent');
}

/** How many rows there are to refer to. */
export function referencedRows(column: ReferencesColumn, context: SourceContext): number {
  return parentRows(column, column.table?.() ?? context.table, context);
}
