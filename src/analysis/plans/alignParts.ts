import { nodesOf, type PlanTree } from './PlanTree.ts';

/**
 * Gives subplans of the plan after the names that they have in the plan before: one that comes or goes takes its number
 * with it, and the others move up. What reads the same relations is the same; else what has the same name.
 */
export function alignParts(before: PlanTree, after: PlanTree): void {
  const left = partsOf(before);
  const right = partsOf(after);
  if (right.length === 0) return;
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const give = (same: (a: Part, b: Part) => boolean) => {
    for (const b of right) {
      if (names.has(b.name)) continue;
      const a = left.find((one) => !taken.has(one.name) && same(one, b));
      if (!a) continue;
      names.set(b.name, a.name);
      taken.add(a.name);
    }
  };
  give((a, b) => a.name === b.name && a.reads === b.reads);
  give((a, b) => a.kind === b.kind && a.reads === b.reads);
  give((a, b) => a.name === b.name);
  give((a, b) => a.reads === b.reads);
  const used = new Set(left.map(({ name }) => name));
  for (const { name } of right) if (!names.has(name) && used.has(name)) names.set(name, `another ${name}`);
  for (const tree of nodesOf(after)) tree.part = names.get(tree.part) ?? tree.part;
}

interface Part {
  name: string;
  /** `InitPlan`, `SubPlan`, `CTE recent`. */
  kind: string;
  reads: string;
}

function partsOf(root: PlanTree): Part[] {
  const reads = new Map<string, Set<string>>();
  for (const { part, identity } of nodesOf(root)) {
    const known = reads.get(part) ?? new Set();
    if (identity.alias !== null) known.add(identity.alias);
    reads.set(part, known);
  }
  reads.delete('');
  return [...reads].map(([name, aliases]) => ({
    name,
    kind: name.replace(/ \d+$/, ''),
    reads: [...aliases].sort().join(' '),
  }));
}
