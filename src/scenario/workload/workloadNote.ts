import { formatCount } from '../../units.ts';
import type { ChosenStatements } from './chooseStatements.ts';
import type { CountedStatement } from './readExport.ts';

/** What became of an export, in a sentence: how much of it is rehearsed, and why the rest is not. */
export function workloadNote(
  file: string,
  rows: readonly CountedStatement[],
  { statements, leftOut, bound }: ChosenStatements,
  { top, taken, known }: { top: number; taken: number; known: number },
): string {
  const total = sum(rows.map(({ totalMs }) => totalMs));
  const part = sum(statements.slice(0, top).map(({ totalMs }) => totalMs));
  const share = total > 0 ? `, ${Math.round((100 * part) / total)} % of its time` : '';
  const already = known > 0 ? ` (${known} of them declared)` : '';
  const below = statements.length - taken;
  const reasons = [
    ...(below > 0 ? [`${formatCount(below)} took less time`] : []),
    ...[...leftOut].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${formatCount(count)} ${reason}`),
  ];
  const left = reasons.length > 0 ? `; left out: ${reasons.join(', ')}` : '';
  const moment = bound > 0 ? `; now() is the scenario's now in ${bound}` : '';
  return `of ${formatCount(rows.length)} rows in ${file} ${taken} statements are key queries${already}${share}${left}${moment}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
