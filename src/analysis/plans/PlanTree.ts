import { buffersOf } from '../../evidence/buffersOf.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { type NodeIdentity, nodeIdentity, partName } from './nodeIdentity.ts';
import type { PlanNames } from './PlanNames.ts';

/** A plan node with what it is known by among the nodes of another plan of the same query. */
export interface PlanTree {
  node: PlanNode;
  parent: PlanTree | null;
  children: PlanTree[];
  /** Without subplans: what the node itself takes its rows from. */
  inputs: PlanTree[];
  /** `InitPlan 1`, `SubPlan 2`, `CTE recent`, of the nearest such node above; '' for the query itself. */
  part: string;
  identity: NodeIdentity;
  /** Of the node alone: what it does and how, its place in the plan and partitions' names apart. */
  way: number;
  /** As `way`, without the names of what it reads, which may have been renamed. */
  deed: number;
  /** Of the whole subtree, partitions' names included: equal numbers are equal subtrees. */
  signature: number;
  /** In the order of the plan, from 0; what is beneath comes next. */
  order: number;
  /** How many nodes the subtree has. */
  size: number;
}

/** Numbers for texts, the same for the same. Two trees that are compared share one. */
export class Texts {
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

export function planTree(root: PlanNode, names: PlanNames, texts: Texts): PlanTree {
  let count = 0;
  const build = (node: PlanNode, parent: PlanTree | null): PlanTree => {
    const identity = nodeIdentity(node, names);
    const { kind, role, relation, table, alias, index, arbiters, keys, conditions } = identity;
    const does = JSON.stringify([kind, role[1], table, alias, index, arbiters, keys, conditions]);
    const tree: PlanTree = {
      node,
      parent,
      children: [],
      inputs: [],
      part: partName(node) ?? parent?.part ?? '',
      identity,
      way: texts.numberOf(does),
      deed: texts.numberOf(JSON.stringify([kind, role[1], keys, conditions])),
      signature: 0,
      order: count++,
      size: 1,
    };
    tree.children = (node.Plans ?? []).map((child) => build(child, tree));
    tree.inputs = tree.children.filter(({ node: child }) => child['Subplan Name'] === undefined);
    tree.size = count - tree.order;
    const beneath = tree.children.map(({ signature }) => signature);
    tree.signature = texts.numberOf(JSON.stringify([tree.way, role, relation, beneath]));
    return tree;
  };
  return build(root, null);
}

/** The node and everything beneath it, itself first. */
export function nodesOf(tree: PlanTree): PlanTree[] {
  const all: PlanTree[] = [];
  const visit = (one: PlanTree) => {
    all.push(one);
    for (const child of one.children) visit(child);
  };
  visit(tree);
  return all;
}

/** Pages that a node read or hit itself, its children apart; null where the plan does not say. */
export function selfBuffers(node: PlanNode): number | null {
  const own = buffersOf(node);
  if (own === null) return null;
  const beneath = (node.Plans ?? []).reduce((sum, child) => sum + (buffersOf(child) ?? 0), 0);
  return Math.max(0, own - beneath);
}
