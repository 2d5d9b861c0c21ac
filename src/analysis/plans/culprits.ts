import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import type { NodeChange } from './diffPlans.ts';
import type { NodeFigures } from './figures.ts';
import type { NodeMark } from './markOf.ts';
import type { PlanTree } from './PlanTree.ts';

export interface Culprit {
  /** In the plan afterwards, where it is there; else in the one before. */
  node: PlanNode;
  mark: NodeMark;
  /** What `before`, `after` and `share` are of. */
  measure: CulpritMeasure;
  /** What it did itself; 0 where it is not there. */
  before: number;
  after: number;
  /** Of the differences of all nodes, in the direction of the whole: 0 to 1. */
  share: number;
  /** The node and, where partitions of one table share the difference, their scans: then the figures are of all of them. */
  nodes: PlanNode[];
}

/** Pages read or hit, temporary pages read or written, rows given or thrown away, or, where nothing was counted, cost. */
export type CulpritMeasure = 'pages' | 'temporary pages' | 'rows' | 'cost';

const fields = {
  pages: 'pages',
  'temporary pages': 'temporaryPages',
  rows: 'rows',
  cost: 'cost',
} as const satisfies Record<CulpritMeasure, keyof NodeFigures>;

/** What a difference must exceed to be the one that counts, by itself and of the larger whole. */
const least: Record<CulpritMeasure, [amount: number, part: number]> = {
  pages: [16, 0.02],
  'temporary pages': [16, 0.02],
  rows: [100, 0.1],
  cost: [1, 0.01],
};
/** Of a query that reads few pages at all, fewer are a difference. */
const few: [amount: number, part: number] = [4, 0.1];
const leastShare = 0.05;

/** @param trees of the changes, in their order: afterwards, where it is there */
export function culpritsOf(changes: readonly NodeChange[], trees: readonly PlanTree[]): Culprit[] {
  const measure = measureOf(changes);
  if (measure === null) return [];
  const groups = new Map<
    string | PlanTree,
    { nodes: PlanNode[]; worst: NodeChange; before: number; after: number }
  >();
  for (const [i, change] of changes.entries()) {
    const tree = trees[i]!;
    const key = partitionGroup(tree) ?? tree;
    const [before, after] = amounts(change, measure);
    const group = groups.get(key) ?? { nodes: [], worst: change, before: 0, after: 0 };
    if (before !== after) group.nodes.push(tree.node);
    if (Math.abs(after - before) > difference(group.worst, measure)) group.worst = change;
    group.before += before;
    group.after += after;
    groups.set(key, group);
  }
  const all = [...groups.values()];
  const total = Math.sign(all.reduce((sum, { before, after }) => sum + after - before, 0));
  const guilty = all.filter(({ before, after }) => Math.sign(after - before) === total && after !== before);
  const whole = guilty.reduce((sum, { before, after }) => sum + Math.abs(after - before), 0);
  return guilty
    .map(({ worst, nodes, before, after }) => {
      const node = worst.after ?? worst.before!;
      const share = Math.abs(after - before) / whole;
      const others = nodes.filter((other) => other !== node);
      return { node, mark: worst.mark, measure, before, after, share, nodes: [node, ...others] };
    })
    .sort((a, b) => b.share - a.share)
    .filter(({ share }, i) => i === 0 || share >= leastShare);
}

/** What both plans say and differ in: pages of either kind, whichever more; then rows; where pages were not counted, cost. */
function measureOf(changes: readonly NodeChange[]): CulpritMeasure | null {
  const totals = (measure: CulpritMeasure): [number, number] =>
    changes.reduce(
      ([from, to], change) => {
        const [before, after] = amounts(change, measure);
        return [from + before, to + after];
      },
      [0, 0],
    );
  const differs = (measure: CulpritMeasure, [amount, part] = least[measure]) => {
    const [before, after] = totals(measure);
    const by = Math.abs(after - before);
    return says(changes, measure) && by >= amount && by >= part * Math.max(before, after) ? by : 0;
  };
  const [pages, temporary] = [differs('pages'), differs('temporary pages')];
  if (pages > 0 || temporary > 0) return temporary > pages ? 'temporary pages' : 'pages';
  const counted = says(changes, 'pages');
  if (!counted && differs('cost') > 0) return 'cost';
  if (differs('rows') > 0) return 'rows';
  return differs('pages', few) > 0 ? 'pages' : null;
}

/** Whether both plans tell. */
function says(changes: readonly NodeChange[], measure: CulpritMeasure): boolean {
  const field = fields[measure];
  const told = (side: 'before' | 'after') =>
    changes.some(({ figures }) => (figures[side]?.[field] ?? null) !== null);
  return told('before') && told('after');
}

function amounts({ figures }: NodeChange, measure: CulpritMeasure): [number, number] {
  const field = fields[measure];
  return [figures.before?.[field] ?? 0, figures.after?.[field] ?? 0];
}

function difference(change: NodeChange, measure: CulpritMeasure): number {
  const [before, after] = amounts(change, measure);
  return Math.abs(after - before);
}

/** Scans of the partitions of one table are one. */
function partitionGroup({ identity, part, node }: PlanTree): string | null {
  const { relation, table, alias } = identity;
  return relation === null || relation === table
    ? null
    : JSON.stringify([part, alias, node['Node Type'].startsWith('Bitmap')]);
}
