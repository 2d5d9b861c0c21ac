import type { PlanTree } from './PlanTree.ts';

/** Which node of one plan is which of another, as far as it is known yet. */
export class Pairing {
  /** From the plan before. */
  readonly forth = new Map<PlanTree, PlanTree>();
  /** From the plan after. */
  readonly back = new Map<PlanTree, PlanTree>();

  add(a: PlanTree, b: PlanTree): void {
    this.forth.set(a, b);
    this.back.set(b, a);
  }

  has(tree: PlanTree): boolean {
    return this.forth.has(tree) || this.back.has(tree);
  }

  /** Pairs nodes with equal keys in the order in which they stand; those without a key, and those that have a twin, are left alone. */
  byKey(
    left: readonly PlanTree[],
    right: readonly PlanTree[],
    keyOf: (tree: PlanTree) => string | number | null,
    pair: (a: PlanTree, b: PlanTree) => void = (a, b) => this.add(a, b),
  ): void {
    const waiting = new Map<string | number, PlanTree[]>();
    for (const b of right.toReversed()) {
      const key = this.has(b) ? null : keyOf(b);
      if (key === null) continue;
      const known = waiting.get(key);
      if (known) known.push(b);
      else waiting.set(key, [b]);
    }
    for (const a of left) {
      const key = this.has(a) ? null : keyOf(a);
      const free = key === null ? undefined : waiting.get(key);
      while (free && free.length > 0 && this.has(free.at(-1)!)) free.pop();
      const b = free?.pop();
      if (b) pair(a, b);
    }
  }
}
