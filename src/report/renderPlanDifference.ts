import { diffPlans, type NodeMark, type PlanDifference } from '../analysis/plans/diffPlans.ts';
import { nodeText } from '../analysis/plans/nodeText.ts';
import { buffersOf, selfBuffers } from '../analysis/plans/PlanTree.ts';
import type { ExplainPlan, PlanNode } from '../evidence/ExplainPlan.ts';
import { formatCount } from '../units.ts';
import { type Palette, plainPalette } from './Palette.ts';
import { formatRatio, plural } from './text/amounts.ts';
import { printable } from './text/printable.ts';
import { wrap } from './text/wrap.ts';

const width = 80;
const signs: Record<NodeMark, string> = {
  same: ' ',
  work: '~',
  changed: '~',
  moved: '>',
  added: '+',
  removed: '-',
};
const colours: Record<NodeMark, keyof Palette> = {
  same: 'dim',
  work: 'yellow',
  changed: 'yellow',
  moved: 'cyan',
  added: 'green',
  removed: 'red',
};

/** Two plans of one query on a terminal: what they cost, where the difference lies, and the second with what changed. */
export function renderPlanDifference(
  before: ExplainPlan,
  after: ExplainPlan,
  palette: Palette = plainPalette,
): string {
  const [a, b] = [printable(before), printable(after)];
  const difference = diffPlans(a, b);
  const lines = [
    ...figures(a.Plan, b.Plan),
    ...culpritLines(difference, palette),
    '',
    ...treeLines(b.Plan, difference, palette),
    ...goneLines(a.Plan, difference, palette),
  ];
  return `${lines.join('\n')}\n`;
}

function figures(before: PlanNode, after: PlanNode): string[] {
  const rows: [string, number | null | undefined, number | null | undefined][] = [
    ['pages', buffersOf(before), buffersOf(after)],
    ['cost', before['Total Cost'], after['Total Cost']],
    ['rows', before['Actual Rows'], after['Actual Rows']],
    ['temporary pages', before['Temp Written Blocks'], after['Temp Written Blocks']],
  ];
  return rows.flatMap(([name, from, to]) => {
    if (from == null || to == null || (from === 0 && to === 0)) return [];
    const ratio = from > 0 && to !== from ? `  ${formatRatio(to / from)}` : '';
    return [`${name.padEnd(16)}${formatCount(from)} → ${formatCount(to)}${ratio}`];
  });
}

function culpritLines({ culprit }: PlanDifference, palette: Palette): string[] {
  if (!culprit || culprit.mark === 'same') return [];
  const { node, before, after, share } = culprit;
  const text = `${Math.round(share * 100)} % of the difference: ${nodeText(node)}, ${formatCount(before)} → ${plural(after, 'page')} itself`;
  return wrap(text, width, '', '  ').map((line) => palette.bold(line));
}

function treeLines(node: PlanNode, difference: PlanDifference, palette: Palette, depth = 0): string[] {
  const { marks } = difference;
  const mark = marks.get(node) ?? 'same';
  const pages = selfBuffers(node);
  const figure = pages === null || pages === 0 ? '' : `, ${plural(pages, 'page')} itself`;
  const part = typeof node['Subplan Name'] === 'string' ? `${node['Subplan Name']}: ` : '';
  const indent = '  '.repeat(Math.min(depth, 20));
  const text = wrap(`${part}${nodeText(node)}${figure}`, width, `${signs[mark]} ${indent}`, `  ${indent}  `);
  return [
    ...text.map((line) => palette[colours[mark]](line)),
    ...(node.Plans ?? []).flatMap((child) => treeLines(child, difference, palette, depth + 1)),
  ];
}

/** What the plan before did in another way, or not at all any more. */
function goneLines(root: PlanNode, { marks }: PlanDifference, palette: Palette): string[] {
  const all = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(all)];
  const gone = all(root).filter((node) => marks.get(node) === 'removed' || marks.get(node) === 'changed');
  if (gone.length === 0) return [];
  const lines = gone.flatMap((node) => {
    const pages = selfBuffers(node);
    const figure = pages ? `, ${plural(pages, 'page')} itself` : '';
    return wrap(`${nodeText(node)}${figure}`, width, '- ', '    ').map((line) => palette.red(line));
  });
  return ['', 'Instead of', ...lines];
}
