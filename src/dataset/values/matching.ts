import { PgrehearseError } from '../../errors.ts';
import type { Matching, ReferencesColumn } from '../../scenario/columns/references.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { formatCount } from '../../units.ts';
import { drawShares } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { childrenOf, type Draw, namedReference, referencedRows } from './parents.ts';
import type { SourceContext } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/** How a reference chooses its parent. */
type ParentDraw = (column: ReferencesColumn, rows: number, context: SourceContext) => Draw;

/**
 * Draws among the parents that have the same grandparent as the row: the row's own reference is followed to
 * the table where it ends, and the parents of that one stand together in the order of its counted children.
 */
export function matchingDraw(
  column: ReferencesColumn,
  { own, parent: theirs }: Matching,
  context: SourceContext,
  parentDraw: ParentDraw,
): Draw {
  const parent = column.table?.() ?? context.table;
  const parents = context.siblings.parent(context.column, parent, referencedRows(column, context));
  const end = endOf(own, context, parentDraw);
  const other = endOf(theirs, parents.contextOf(theirs), parentDraw);
  const counted = childrenOf(theirs, parents.contextOf(theirs));
  if (end.table !== other.table || end.column !== other.column || other.steps > 1 || counted === null)
    throw new PgrehearseError(
      'data/matching',
      `column ${context.column} of table ${context.table.name}: expected ${theirs} of ${parent.name} to refer, with fanOut or correlation, to what ${own} refers to`,
      {
        detail: `${own} leads to ${end.table.name}.${end.column}, ${theirs} to ${other.table.name}.${other.column}.`,
        hint: `Give ${theirs} of ${parent.name} the option correlation: 0 where nothing else is known.`,
      },
    );
  const { masses, rowAt } = counted;
  const key = keyOf(...context.key, 'matching');
  const shares = new Float64Array(batchRows);
  return (children, count, chosen) => {
    end.draw(children, count, chosen);
    drawShares(key, children, count, shares);
    for (let i = 0; i < count; i++) {
      const shared = chosen[i]!;
      const start = masses.startOf(shared);
      const until = shared + 1 < masses.size ? masses.startOf(shared + 1) : masses.total;
      if (until === start) throw nothingToRefer(context, children[i]!, parent, own);
      chosen[i] = rowAt(start + Math.floor(shares[i]! * (until - start)));
    }
  };
}

interface End {
  table: TableDeclaration;
  column: string;
  steps: number;
  /** From rows of the table that one starts from to rows of the table where it ends. */
  draw: Draw;
}

/** Follows a reference as long as what it refers to is one itself. */
function endOf(name: string, context: SourceContext, parentDraw: ParentDraw): End {
  const { column } = namedReference(name, 'matching', context);
  const table = column.table?.() ?? context.table;
  const rows = referencedRows(column, context);
  const draw = parentDraw(column, rows, context.named(name));
  const next = table.columns[column.column] as { kind?: string } | undefined;
  if (next?.kind !== 'references') return { table, column: column.column, steps: 1, draw };
  const parents = context.siblings.parent(name, table, rows);
  const end = endOf(column.column, parents.contextOf(column.column), parentDraw);
  const middle = new Int32Array(batchRows);
  return {
    ...end,
    steps: end.steps + 1,
    draw(children, count, chosen) {
      draw(children, count, middle);
      end.draw(middle, count, chosen);
    },
  };
}

function nothingToRefer(
  { table, column }: SourceContext,
  row: number,
  parent: TableDeclaration,
  own: string,
): PgrehearseError {
  return new PgrehearseError(
    'data/matching',
    `column ${column} of table ${table.name}, row ${formatCount(row + 1)}: no row of ${parent.name} has its ${own}`,
    { hint: `Let every ${own} have rows of ${parent.name}: no childless ones, no fan-out of 0.` },
  );
}
