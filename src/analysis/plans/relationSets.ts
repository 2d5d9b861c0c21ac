import { isScan } from './matchScans.ts';
import type { Pairing } from './Pairing.ts';
import type { PlanTree } from './PlanTree.ts';

/** The relations that each node of two plans has beneath it; all partitions of a table are one. */
export interface RelationSets {
  textOf(tree: PlanTree): string;
  sizeOf(tree: PlanTree): number;
  /** What both have of what either has: 0 to 1. */
  overlap(a: PlanTree, b: PlanTree): number;
}

export function relationSets(
  left: readonly PlanTree[],
  right: readonly PlanTree[],
  pairing: Pairing,
): RelationSets {
  const numbers = new Map<string, number>();
  const scans = [...left, ...right].filter(isScan);
  const keyOf = (tree: PlanTree) => {
    const known = pairing.back.get(tree) ?? tree;
    return `${known.part} ${known.identity.alias}`;
  };
  for (const scan of scans) if (!numbers.has(keyOf(scan))) numbers.set(keyOf(scan), numbers.size);
  const words = Math.ceil(numbers.size / 32);
  const sets = new Map<PlanTree, Uint32Array>();
  const fill = (nodes: readonly PlanTree[]) => {
    // From the leaves up.
    for (const tree of nodes.toReversed()) {
      const set = new Uint32Array(words);
      const own = isScan(tree) ? numbers.get(keyOf(tree))! : -1;
      if (own >= 0) set[own >> 5]! |= 1 << (own & 31);
      for (const child of tree.inputs) {
        const beneath = sets.get(child)!;
        for (let i = 0; i < words; i++) set[i]! |= beneath[i]!;
      }
      sets.set(tree, set);
    }
  };
  fill(left);
  fill(right);
  return {
    textOf: (tree) => sets.get(tree)!.join(),
    sizeOf: (tree) => count(sets.get(tree)!),
    overlap(a, b) {
      const [one, other] = [sets.get(a)!, sets.get(b)!];
      const all = count(one.map((word, i) => word | other[i]!));
      return all === 0 ? 1 : count(one.map((word, i) => word & other[i]!)) / all;
    },
  };
}

function count(set: Uint32Array): number {
  let bits = 0;
  for (let word of set) for (; word !== 0; word &= word - 1) bits++;
  return bits;
}
