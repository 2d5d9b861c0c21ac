import type { NodeChange, NodeMark, PlanDifference } from '../../analysis/plans/diffPlans.ts';
import { nodeDifferences } from '../../analysis/plans/nodeDifferences.ts';
import { nodeText } from '../../analysis/plans/nodeText.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import type { Palette } from '../Palette.ts';
import { plural } from '../text/amounts.ts';
import { wrap } from '../text/wrap.ts';
import { foldedChildren } from './foldedChildren.ts';
import { selfText } from './selfText.ts';

export const width = 80;
/** Deeper nodes stand no further to the right. */
const deepest = 20;

export const signs: Record<NodeMark, string> = {
  same: ' ',
  work: '~',
  changed: '~',
  moved: '>',
  added: '+',
  removed: '-',
};
export const colours: Record<NodeMark, keyof Palette> = {
  same: 'dim',
  work: 'yellow',
  changed: 'yellow',
  moved: 'cyan',
  added: 'green',
  removed: 'red',
};

/** The plan afterwards with what became of each node; long stretches of it that are unchanged are counted. */
export function treeLines(root: PlanNode, { changes }: PlanDifference, palette: Palette): string[] {
  const known = new Map(changes.flatMap((change) => (change.after ? [[change.after, change] as const] : [])));
  const unchanged = unchangedIn(root, known);
  const lines = (node: PlanNode, depth: number): string[] => [
    ...nodeLines(known.get(node)!, depth, palette),
    ...foldedChildren(node, known, unchanged).flatMap((part) => {
      if (part.nodes === 0) return lines(part.child, depth + 1);
      const text = part.alike ? `… ${part.nodes} more alike` : `… ${plural(part.nodes, 'node')} unchanged`;
      return [palette[colours[part.mark]](`${signs[part.mark]} ${indent(depth + 1)}${text}`)];
    }),
  ];
  return lines(root, 0);
}

function nodeLines(change: NodeChange, depth: number, palette: Palette): string[] {
  const { mark, before, after } = change;
  const node = after!;
  const part = typeof node['Subplan Name'] === 'string' ? `${node['Subplan Name']}: ` : '';
  const space = indent(depth);
  const text = wrap(
    `${part}${nodeText(node)}${selfText(change)}`,
    width,
    `${signs[mark]} ${space}`,
    `  ${space}  `,
  );
  const was = mark === 'changed' ? wasLines(before!, node, space) : [];
  return [...text, ...was].map((line) => palette[colours[mark]](line));
}

/** Another node in a word, another condition of the same by both. */
function wasLines(before: PlanNode, after: PlanNode, space: string): string[] {
  const line = (text: string) => wrap(text, width, `  ${space}    `, `  ${space}      `);
  if (nodeText(before) !== nodeText(after)) return line(`was ${nodeText(before)}`);
  return nodeDifferences(before, after).flatMap(({ field, before: from, after: to }) =>
    line(`${field}: ${from ?? 'none'} → ${to ?? 'none'}`),
  );
}

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, deepest));
}

/** How many nodes each subtree has that is unchanged as a whole. */
function unchangedIn(root: PlanNode, known: ReadonlyMap<PlanNode, NodeChange>): Map<PlanNode, number> {
  const sizes = new Map<PlanNode, number>();
  const visit = (node: PlanNode): number => {
    const beneath = (node.Plans ?? []).map(visit);
    const change = known.get(node)!;
    // One that has lost a child is the same node with less beneath it.
    const whole = change.mark === 'same' && (change.before?.Plans?.length ?? 0) === beneath.length;
    const size = whole && !beneath.includes(0) ? beneath.reduce((sum, count) => sum + count, 1) : 0;
    sizes.set(node, size);
    return size;
  };
  visit(root);
  return sizes;
}

/** What the plan before had, and the one afterwards has in no form; many of one kind are counted. */
export function goneLines({ changes }: PlanDifference, palette: Palette): string[] {
  const gone = changes.filter(({ mark }) => mark === 'removed');
  if (gone.length === 0) return [];
  const kinds = new Map<string, NodeChange[]>();
  for (const change of gone) {
    const type = change.before!['Node Type'];
    kinds.set(type, [...(kinds.get(type) ?? []), change]);
  }
  const lines = [...kinds.values()].flatMap((alike) => {
    const shown = alike.length > mostAlike ? alike.slice(0, 2) : alike;
    const more = alike.length - shown.length;
    return [
      ...shown.flatMap((change) =>
        wrap(`${nodeText(change.before!)}${selfText(change)}`, width, '- ', '    '),
      ),
      ...(more > 0 ? [`- … ${more} more alike`] : []),
    ];
  });
  return ['', 'No longer there', ...lines.map((line) => palette.red(line))];
}

const mostAlike = 5;
