import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import type { Random } from './random.ts';

/** A plan that was made from another one, and which of its nodes is which of that one. */
export interface EditedPlan {
  plan: PlanNode;
  twins: Map<PlanNode, PlanNode>;
}

const unary = ['Sort', 'Aggregate', 'Limit', 'Unique', 'Materialize', 'WindowAgg'];
const joins = ['Hash Join', 'Merge Join', 'Nested Loop'];
const scans = ['Seq Scan', 'Index Scan', 'Index Only Scan'];

/** A plan of about so many nodes, as a large query has: joins of distinct relations, some of them of partitions. */
export function randomPlan(size: number, random: Random): PlanNode {
  let relations = 0;
  const scan = (): PlanNode => {
    const name = `t${++relations}`;
    const type = random.pick(scans);
    return {
      'Node Type': type,
      'Relation Name': name,
      Alias: name,
      Filter: `(${name}.a = ${relations})`,
      ...(type === 'Seq Scan' ? {} : { 'Index Name': `${name}_a_idx`, 'Index Cond': `(${name}.b > 3)` }),
      ...figures(random),
    };
  };
  const partitions = (count: number): PlanNode => {
    const base = `p${++relations}`;
    const parts = Array.from({ length: count }, (_, i) => ({
      ...scan(),
      'Relation Name': `${base}_${i + 1}`,
      Alias: `${base}_${i + 1}`,
    }));
    return { 'Node Type': 'Append', ...figures(random), Plans: parts };
  };
  const grow = (left: number): PlanNode => {
    if (left <= 1) return scan();
    if (left > 4 && left < 20 && random.chance(0.2)) return partitions(left - 1);
    if (left === 2 || random.chance(0.25))
      return {
        'Node Type': random.pick(unary),
        'Sort Key': [`t${relations}.a`],
        ...figures(random),
        Plans: [grow(left - 1)],
      };
    const outer = random.whole(1, left - 2);
    return joined(random.pick(joins), [grow(outer), grow(left - 1 - outer)], random);
  };
  return grow(size);
}

/** About every tenth node is edited: inserted above, removed, carried out otherwise, sides swapped, a partition dropped. */
export function editedPlan(plan: PlanNode, random: Random): EditedPlan {
  const twins = new Map<PlanNode, PlanNode>();
  const edit = (node: PlanNode): PlanNode => {
    const children = (node.Plans ?? []).map(edit);
    if (children.length === 1 && node['Node Type'] !== 'Append' && random.chance(0.05)) return children[0]!;
    const copy: PlanNode = {
      ...node,
      ...figures(random),
      ...(children.length > 0 ? { Plans: children } : {}),
    };
    if (node['Join Type'] !== undefined && random.chance(0.1)) copy['Node Type'] = random.pick(joins);
    if (node['Join Type'] !== undefined && random.chance(0.05)) copy.Plans = sided(children.toReversed());
    if (node['Node Type'] === 'Append' && children.length > 3 && random.chance(0.3))
      copy.Plans = children.slice(1);
    if (scans.includes(node['Node Type']) && random.chance(0.1)) copy['Node Type'] = random.pick(scans);
    twins.set(node, copy);
    if (!random.chance(0.05)) return copy;
    return { 'Node Type': random.pick(unary), ...figures(random), Plans: [copy] };
  };
  const edited = edit(plan);
  const left = new Set(all(edited));
  for (const [node, copy] of twins) if (!left.has(copy)) twins.delete(node);
  return { plan: edited, twins };
}

export function all(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(all)];
}

function joined(type: string, children: PlanNode[], random: Random): PlanNode {
  return { 'Node Type': type, 'Join Type': 'Inner', ...figures(random), Plans: sided(children) };
}

/** In place, so that who knows a node still does. */
function sided(children: PlanNode[]): PlanNode[] {
  for (const [i, child] of children.entries()) child['Parent Relationship'] = i === 0 ? 'Outer' : 'Inner';
  return children;
}

function figures(random: Random) {
  return {
    'Total Cost': random.whole(1, 1_000),
    'Actual Rows': 1,
    'Actual Loops': 1,
    'Shared Hit Blocks': random.whole(0, 100),
  };
}
