import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** By what it reads and is called: a table that is read twice has two numbers, in the order of its names. */
export function numberedAliases(
  nodes: readonly PlanNode[],
  called: (node: PlanNode) => string | null,
  source: (node: PlanNode) => string,
): Map<string, string> {
  const names = new Map<string, Set<string>>();
  for (const node of nodes) {
    const name = called(node);
    if (name === null) continue;
    const known = names.get(source(node));
    if (known) known.add(name);
    else names.set(source(node), new Set([name]));
  }
  return new Map(
    [...names].flatMap(([of, all]) =>
      [...all].sort().map((name, i) => [`${of} ${name}`, i === 0 ? of : `${of}#${i + 1}`] as const),
    ),
  );
}
