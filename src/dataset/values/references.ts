import { PgrehearseError } from '../../errors.ts';
import type { ReferencesColumn } from '../../scenario/columns/references.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { drawShares } from '../random/draw.ts';
import { type Key, keyOf } from '../random/Key.ts';
import { Permutation } from '../random/Permutation.ts';
import { ranks } from '../random/Ranks.ts';
import { similarTo } from '../similarTo.ts';
import { type CountedChildren, countedChildren } from './fanOut.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/** Draws a parent by rank, sends the rank to a row of the parent's table, and computes that row's value. */
export function compileReferences(column: ReferencesColumn, context: SourceContext): ValueSource {
  const parent = column.table?.() ?? context.table;
  const rows = parentRows(column, parent, context);
  const sources = context.siblings.parent(context.column, parent, rows);
  const inner = sources.source(column.column);
  const fillParents = parentDraw(column, rows, context);
  const chosen = new Int32Array(batchRows);
  const { once, crossed, together, fanOut, correlation } = column;
  return {
    ...inner,
    distinct: rows,
    drawn: !once && crossed === null && together === null && fanOut === null && correlation === null,
    fill(children, count) {
      fillParents(children, count, chosen);
      sources.begin(chosen, count);
      sources.filled(column.column);
    },
  };
}

type Draw = (children: Int32Array, count: number, chosen: Int32Array) => void;

/** The children of a reference's parents, where they are counted; null elsewhere. */
export function childrenOf(name: string, context: SourceContext): CountedChildren | null {
  const leader = leaderOf(namedReference(name, 'within', context), context);
  const { fanOut, correlation } = leader.column;
  if (fanOut === null && correlation === null) return null;
  const rows = referencedRows(leader.column, { ...context, column: name });
  return countedChildren(leader.column, leader.name, rows, parentKey(leader, context), context);
}

function parentKey({ name }: Leader, { world, table }: SourceContext): Key {
  return keyOf(world.seed, table.name, name, 'parent');
}

/** How many rows there are to refer to. */
export function referencedRows(column: ReferencesColumn, context: SourceContext): number {
  return parentRows(column, column.table?.() ?? context.table, context);
}

function parentDraw(column: ReferencesColumn, rows: number, context: SourceContext): Draw {
  const leader = leaderOf({ name: context.column, column }, context);
  const key = parentKey(leader, context);
  const permutation = new Permutation(rows, keyOf(...key, 'rows'));
  const partner = partnerOf(leader, context);
  const { skew, childless, once, fanOut, correlation } = leader.column;
  if (once || partner !== null) {
    checkPairs(leader, rows, partner, context);
    if (correlation === null) return pairing(rows, partner, permutation);
  }
  if (fanOut !== null || correlation !== null) {
    const { masses, place } = countedChildren(leader.column, leader.name, rows, key, context);
    return (children, count, chosen) => {
      for (let i = 0; i < count; i++) chosen[i] = masses.valueAt(place(children[i]!));
    };
  }
  const referenced = Math.max(1, Math.round(rows * (1 - childless)));
  const rankOf = ranks(referenced, skew);
  const shares = new Float64Array(batchRows);
  // Where all parents are alike, the draw is scattered enough.
  const scattered = skew === 'uniform' && referenced === rows;
  return (children, count, chosen) => {
    drawShares(key, children, count, shares);
    if (scattered) for (let i = 0; i < count; i++) chosen[i] = Math.floor(shares[i]! * rows);
    else for (let i = 0; i < count; i++) chosen[i] = permutation.at(rankOf(shares[i]!));
  };
}

/** The other reference of a crossed pair. The one that names it runs along the diagonals, the other along the rows. */
function partnerOf(leader: Leader, context: SourceContext): { rows: number; diagonal: boolean } | null {
  const rowsOf = ({ column }: Leader) => referencedRows(column, context);
  if (leader.column.crossed !== null)
    return { rows: rowsOf(namedReference(leader.column.crossed, 'crossed', context)), diagonal: true };
  const names = Object.keys(context.table.columns);
  const by = names.find((name) => unwrapped(context.table.columns[name])?.crossed === leader.name);
  return by === undefined ? null : { rows: rowsOf(namedReference(by, 'crossed', context)), diagonal: false };
}

function checkPairs(
  leader: Leader,
  rows: number,
  partner: { rows: number } | null,
  { table, rows: children }: SourceContext,
): void {
  const most = rows * (partner?.rows ?? 1);
  if (children <= most) return;
  throw new PgrehearseError(
    'data/too-few-parents',
    `column ${leader.name} of table ${table.name}: expected at most ${most} rows, found ${children}`,
    {
      detail: partner
        ? `There are ${rows} × ${partner.rows} pairs of parents.`
        : `There are ${rows} parents.`,
      hint: 'Declare fewer rows, or more parents.',
    },
  );
}

/** Row r of a crossed pair has parents r mod A and (r + ⌊r/A⌋) mod B, and no pair twice until A·B rows. */
function pairing(
  rows: number,
  partner: { rows: number; diagonal: boolean } | null,
  permutation: Permutation,
): Draw {
  if (partner?.diagonal)
    return (at, count, chosen) => {
      for (let i = 0; i < count; i++)
        chosen[i] = permutation.at(((at[i]! % partner.rows) + Math.floor(at[i]! / partner.rows)) % rows);
    };
  return (at, count, chosen) => {
    for (let i = 0; i < count; i++) chosen[i] = permutation.at(at[i]! % rows);
  };
}

interface Leader {
  name: string;
  column: ReferencesColumn;
}

/** The reference that decides which parent a row has; another one where they go together. */
function leaderOf({ name, column }: Leader, context: SourceContext): Leader {
  if (column.together === null) return { name, column };
  const leader = namedReference(column.together, 'together', context);
  const parent = (reference: ReferencesColumn) => reference.table?.() ?? context.table;
  if (parent(leader.column) === parent(column) && leader.column.together === null) return leader;
  throw new PgrehearseError(
    'data/together',
    `column ${context.column} of table ${context.table.name}: expected together to name a reference to the same table, found '${column.together}'`,
  );
}

function namedReference(name: string, option: string, { table, column }: SourceContext): Leader {
  const found = unwrapped(table.columns[name]);
  if (found !== null) return { name, column: found };
  throw new PgrehearseError(
    `data/${option}`,
    `column ${column} of table ${table.name}: expected ${option} to name a reference, found '${name}'`,
    { hint: similarTo(name, Object.keys(table.columns)) },
  );
}

function unwrapped(column: unknown): ReferencesColumn | null {
  let inner = column as { kind?: string; column?: unknown } | undefined;
  while (inner?.kind === 'nullable') inner = inner.column as typeof inner;
  return inner?.kind === 'references' ? (inner as ReferencesColumn) : null;
}

function parentRows(
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
