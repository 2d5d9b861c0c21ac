import type { NodeFigures } from './figures.ts';
import type { Pairing } from './Pairing.ts';
import type { PlanTree } from './PlanTree.ts';

/** What became of a node. `work`: the same node, doing far more or less itself; `changed`: another way to do the same; `moved`: the same, at another place. */
export type NodeMark = 'same' | 'work' | 'changed' | 'moved' | 'added' | 'removed';

/** What a change must exceed to be one: a few pages come and go with every rebuild of an index. */
const leastPages = 16;
const leastRows = 1_000;
/** A page costs 1 to read, if random 4. */
const leastCost = 100;
const leastRatio = 2;
/** Rows change with what a query finds, which is not the plan's doing. */
const leastRowsRatio = 10;

/** @param renamed whether only names are other ones where both do the same */
export function markOf(
  a: PlanTree,
  b: PlanTree,
  pairing: Pairing,
  figures: { before: NodeFigures; after: NodeFigures },
  renamed: boolean,
): NodeMark {
  if (renamed ? a.deed !== b.deed : a.way !== b.way) return 'changed';
  if (!sameWork(figures.before, figures.after)) return 'work';
  // What stands above may have come or gone: the nearest that has not must be the same.
  let above = a.parent;
  while (above && !pairing.has(above)) above = above.parent;
  let over = b.parent;
  while (over && !pairing.has(over)) over = over.parent;
  if ((above ? pairing.forth.get(above)! : null) !== over) return 'moved';
  // The other side of the same join; below what has come or gone it says nothing.
  const direct = above === a.parent && over === b.parent;
  return direct && a.node['Parent Relationship'] !== b.node['Parent Relationship'] ? 'moved' : 'same';
}

/** By cost only where nobody has counted: it is an estimate. */
function sameWork(a: NodeFigures, b: NodeFigures): boolean {
  const counted = a.pages !== null && b.pages !== null;
  return (
    alike(a.pages, b.pages, leastPages, leastRatio) &&
    alike(a.temporaryPages, b.temporaryPages, leastPages, leastRatio) &&
    alike(a.rows, b.rows, leastRows, leastRowsRatio) &&
    (counted || alike(a.cost, b.cost, leastCost, leastRatio))
  );
}

function alike(a: number | null, b: number | null, least: number, ratio: number): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) < least || Math.max(a, b) < ratio * Math.min(a, b);
}
