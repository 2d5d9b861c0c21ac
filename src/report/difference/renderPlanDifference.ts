import { comparisonDoubts } from '../../analysis/plans/comparisonDoubts.ts';
import { diffPlans } from '../../analysis/plans/diffPlans.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { type Palette, plainPalette } from '../Palette.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import { culpritText } from './culpritText.ts';
import { differenceFigures, figureLines } from './differenceFigures.ts';
import { goneLines, treeLines, width } from './differenceTree.ts';

/** Two plans of one query on a terminal: what they took, where the difference lies, and the second with what changed. */
export function renderPlanDifference(
  before: ExplainPlan,
  after: ExplainPlan,
  palette: Palette = plainPalette,
): string {
  const [a, b] = [printable(before), printable(after)];
  const difference = diffPlans(a, b);
  const { culprit, changes } = difference;
  const same = changes.every(({ mark }) => mark === 'same');
  const verdict = culprit ? culpritText(culprit) : same ? 'The plans are the same.' : '';
  const lines = [
    ...comparisonDoubts(a, b).flatMap((doubt) =>
      wrap(`Note: ${doubt}`, width, '', '  ').map((line) => palette.yellow(line)),
    ),
    ...figureLines(differenceFigures(a, b)),
    ...(verdict === '' ? [] : wrap(verdict, width, '', '  ').map((line) => palette.bold(line))),
    '',
    ...treeLines(b.Plan, difference, palette),
    ...goneLines(difference, palette),
  ];
  return `${lines.join('\n')}\n`;
}
