import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../evidence/PlanCatalog.ts';
import { catalogNames } from './CatalogNames.ts';
import { type Culprit, culpritsOf } from './culprits.ts';
import type { NodeFigures } from './figures.ts';
import { markOf, type NodeMark } from './markOf.ts';
import { matchPlans } from './matchPlans.ts';
import { planNames } from './PlanNames.ts';
import { nodesOf, type PlanTree, planTree, Texts } from './PlanTree.ts';
import { selfFigures } from './selfFigures.ts';

export type { Culprit, NodeMark };

export interface PlanDifference {
  /** Of every node of both plans. */
  marks: Map<PlanNode, NodeMark>;
  /** Which node afterwards a node before has become. */
  pairs: Map<PlanNode, PlanNode>;
  /** Every node once: those of the plan afterwards in its order, then those that are gone. */
  changes: NodeChange[];
  /** The node in which most of the difference lies; null where the plans do not say, or did the same. */
  culprit: Culprit | null;
  /** The largest first, of those with at least a twentieth of the difference. */
  culprits: Culprit[];
}

/** What became of one node, and what it did itself, its children apart. */
export interface NodeChange {
  mark: NodeMark;
  before: PlanNode | null;
  after: PlanNode | null;
  figures: { before: NodeFigures | null; after: NodeFigures | null };
}

/** Catalogs at the time of either plan: with them a renamed index, partition, table or column is the same. */
export interface PlanCatalogs {
  before?: PlanCatalog | null | undefined;
  after?: PlanCatalog | null | undefined;
  /** Where the catalogs are no longer at hand: their fingerprints by them are equal, so that other names are new names. */
  alike?: boolean | undefined;
}

const leastCulpritRatio = 1.1;

/** Compares two plans of one query. */
export function diffPlans(
  before: ExplainPlan,
  after: ExplainPlan,
  catalogs: PlanCatalogs = {},
): PlanDifference {
  const texts = new Texts();
  const bare = !hasSchemas(before.Plan) || !hasSchemas(after.Plan);
  const known = catalogs.before && catalogs.after ? catalogs.before : null;
  const treeOf = (plan: ExplainPlan, other: ExplainPlan, catalog: PlanCatalog | null) => {
    const names = planNames(plan, catalog && catalogNames(catalog, known), { bare, other });
    return planTree(plan.Plan, names, texts);
  };
  const left = treeOf(before, after, known);
  const right = treeOf(after, before, known && catalogs.after!);
  const pairing = matchPlans(left, right);
  const figures = new Map([...selfFigures(left), ...selfFigures(right)]);
  const changes: NodeChange[] = [];
  const trees: PlanTree[] = [];
  for (const b of nodesOf(right)) {
    const a = pairing.back.get(b);
    const both = { before: a ? figures.get(a)! : null, after: figures.get(b)! };
    const mark = a
      ? markOf(a, b, pairing, { before: both.before!, after: both.after }, catalogs.alike === true)
      : 'added';
    changes.push({ mark, before: a?.node ?? null, after: b.node, figures: both });
    trees.push(b);
  }
  for (const a of nodesOf(left)) {
    if (pairing.has(a)) continue;
    const both = { before: figures.get(a)!, after: null };
    changes.push({ mark: 'removed', before: a.node, after: null, figures: both });
    trees.push(a);
  }
  const culprits = culpritsOf(changes, trees);
  if (culprits[0]) markCulprit(culprits[0], changes);
  const marks = new Map<PlanNode, NodeMark>();
  const pairs = new Map<PlanNode, PlanNode>();
  for (const { mark, before: a, after: b } of changes) {
    if (a) marks.set(a, mark);
    if (b) marks.set(b, mark);
    if (a && b) pairs.set(a, b);
  }
  return { marks, pairs, changes, culprit: culprits[0] ?? null, culprits };
}

/** Far less than what makes others `work`, but what the whole differs by. */
function markCulprit(culprit: Culprit, changes: readonly NodeChange[]): void {
  const { before, after } = culprit;
  if (culprit.mark !== 'same' || Math.max(before, after) < leastCulpritRatio * Math.min(before, after))
    return;
  const nodes = new Set(culprit.nodes);
  culprit.mark = 'work';
  for (const change of changes)
    if (change.mark === 'same' && change.after && nodes.has(change.after)) change.mark = 'work';
}

/** EXPLAIN says them under VERBOSE only. */
function hasSchemas(node: PlanNode): boolean {
  if (node['Relation Name'] !== undefined) return node.Schema !== undefined;
  return (node.Plans ?? []).every(hasSchemas);
}
