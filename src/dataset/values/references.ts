import { PgrehearseError } from '../../errors.ts';
import type { ReferencesColumn } from '../../scenario/columns/references.ts';
import { drawShares } from '../random/draw.ts';
import { type Key, keyOf } from '../random/Key.ts';
import { Permutation } from '../random/Permutation.ts';
import { ranks } from '../random/Ranks.ts';
import { countedChildren } from './fanOut.ts';
import { matchingDraw } from './matching.ts';
import {
  type Draw,
  type Leader,
  leaderOf,
  namedReference,
  parentKey,
  parentRows,
  referencedRows,
  unwrapped,
} from './parents.ts';
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
  const { once, crossed, together, fanOut, correlation, matching, inTurn, alike } = column;
  const alone = [crossed, together, fanOut, correlation, matching, inTurn, alike].every(
    (option) => option === null,
  );
  return {
    ...inner,
    distinct: rows,
    drawn: !once && alone,
    fill(children, count) {
      fillParents(children, count, chosen);
      sources.begin(chosen, count);
      sources.filled(column.column);
    },
  };
}

function parentDraw(column: ReferencesColumn, rows: number, context: SourceContext): Draw {
  const leader = leaderOf({ name: context.column, column }, context);
  const key = parentKey(leader, context);
  const permutation = new Permutation(rows, keyOf(...key, 'rows'));
  const { inTurn, alike } = leader.column;
  if (alike !== null) return inTurn === null ? remainders(rows, alike, key) : turnsAlike(rows, alike, inTurn);
  if (inTurn !== null) return turns(rows, inTurn, parentOrder(leader, rows, context));
  const partner = partnerOf(leader, context);
  const { skew, childless, once, fanOut, correlation, matching } = leader.column;
  if (matching !== null) return matchingDraw(leader.column, matching, context.named(leader.name), parentDraw);
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

/** The order in which all references take a table's rows in turn. */
function parentOrder({ column }: Leader, rows: number, { table, world }: SourceContext): Permutation {
  return new Permutation(rows, keyOf(world.seed, (column.table?.() ?? table).name, 'in turn'));
}

function turns(rows: number, stride: number, order: Permutation): Draw {
  return (at, count, chosen) => {
    for (let i = 0; i < count; i++)
      chosen[i] = order.at((Math.floor(at[i]! / stride) + (at[i]! % stride)) % rows);
  };
}

function turnsAlike(rows: number, divisor: number, stride: number): Draw {
  const least = Math.max(1, Math.floor(rows / divisor));
  return (children, count, chosen) => {
    for (let i = 0; i < count; i++) {
      const among = Math.floor(children[i]! / divisor);
      const turn = (Math.floor(among / stride) + (among % stride)) % least;
      chosen[i] = ((children[i]! % divisor) % rows) + divisor * turn;
    }
  };
}

function remainders(rows: number, divisor: number, key: Key): Draw {
  const shares = new Float64Array(batchRows);
  return (children, count, chosen) => {
    drawShares(key, children, count, shares);
    for (let i = 0; i < count; i++) {
      const remainder = (children[i]! % divisor) % rows;
      chosen[i] = remainder + divisor * Math.floor(shares[i]! * Math.ceil((rows - remainder) / divisor));
    }
  };
}
