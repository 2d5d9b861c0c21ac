import { aliasOf, nodesOf, type PlanTree } from './PlanTree.ts';

/** From so much in common on, two joins of other relations may be the same join. */
const leastOverlap = 0.5;

/**
 * Which node of one plan is which of another, of the same query. Identical subtrees first, from the top; then scans of
 * the same relation, joins of the same relations and then of most of them, and what has one child by its kind and that
 * child. What is left has come or gone.
 */
export function matchPlans(before: PlanTree, after: PlanTree): Map<PlanTree, PlanTree> {
  const pairs = new Map<PlanTree, PlanTree>();
  const taken = new Set<PlanTree>();
  const left = nodesOf(before);
  const right = nodesOf(after);
  const pair = (a: PlanTree, b: PlanTree) => {
    pairs.set(a, b);
    taken.add(b);
  };
  const each = (find: (a: PlanTree, free: PlanTree[]) => PlanTree | undefined) => {
    for (const a of left) {
      if (pairs.has(a)) continue;
      const b = find(
        a,
        right.filter((other) => !taken.has(other) && other.part === a.part),
      );
      if (b) pair(a, b);
    }
  };

  for (const a of left) {
    if (pairs.has(a)) continue;
    const b = right.find(
      (other) => !taken.has(other) && other.part === a.part && other.signature === a.signature,
    );
    if (!b) continue;
    const twins = nodesOf(b);
    for (const [i, node] of nodesOf(a).entries())
      if (!pairs.has(node) && !taken.has(twins[i]!)) pair(node, twins[i]!);
  }
  each((a, free) => (scanKey(a) === null ? undefined : free.find((b) => scanKey(b) === scanKey(a))));
  each((a, free) => (isJoin(a) ? free.find((b) => isJoin(b) && overlap(a, b) === 1) : undefined));
  each((a, free) => {
    if (!isJoin(a)) return undefined;
    const likely = free.filter((b) => isJoin(b) && overlap(a, b) >= leastOverlap);
    return likely.sort((x, y) => overlap(a, y) - overlap(a, x))[0];
  });
  // From the leaves up, so that the child of each has been looked at.
  for (const a of left.toReversed()) {
    if (pairs.has(a) || isJoin(a) || scanKey(a) !== null) continue;
    const b = sameAbove(a, pairs, taken);
    if (b) pair(a, b);
  }
  each((a, free) => {
    if (isJoin(a) || scanKey(a) !== null) return undefined;
    return free.find((b) => kind(b) === kind(a) && overlap(a, b) === 1);
  });
  return pairs;
}

/** Above the twin of the first child that has one: the nearest of the same kind that nobody has taken, before a taken one. */
function sameAbove(a: PlanTree, pairs: ReadonlyMap<PlanTree, PlanTree>, taken: ReadonlySet<PlanTree>) {
  const child = a.children.find((one) => pairs.has(one));
  for (let b = child && pairs.get(child)!.parent; b && !taken.has(b); b = b.parent)
    if (kind(b) === kind(a) && b.part === a.part) return b;
  return undefined;
}

/** A bitmap is made by index scans, which read the relation of the heap scan above them. */
function scanKey(tree: PlanTree): string | null {
  const { node } = tree;
  const type = node['Node Type'];
  if (type === 'Bitmap Index Scan') return `bitmap of ${heapAlias(tree)}`;
  const alias = aliasOf(node);
  return alias === null ||
    tree.children.some((child) => child.relations.size > 0 && child.part === tree.part && !isBitmap(child))
    ? null
    : `scan of ${alias}`;
}

function heapAlias({ parent }: PlanTree): string | null {
  for (let above = parent; above; above = above.parent) {
    const alias = aliasOf(above.node);
    if (alias !== null) return alias;
  }
  return null;
}

function isBitmap({ node }: PlanTree): boolean {
  return node['Node Type'].startsWith('Bitmap');
}

function isJoin({ node }: PlanTree): boolean {
  return node['Join Type'] !== undefined;
}

/** What it does, however it does it: a Sort may become an Incremental Sort. */
function kind({ node }: PlanTree): string {
  return node['Node Type']
    .replace(/^Incremental /, '')
    .replace(/^Gather Merge$/, 'Gather')
    .replace(/^Group$/, 'Aggregate');
}

function overlap({ relations: a }: PlanTree, { relations: b }: PlanTree): number {
  if (a.size === 0 && b.size === 0) return 1;
  const common = [...a].filter((relation) => b.has(relation)).length;
  return common / (a.size + b.size - common);
}
