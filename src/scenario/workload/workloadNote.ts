import { formatCount } from '../../units.ts';
import type { ChosenStatements, WorkloadStatement } from './chooseStatements.ts';
import type { CountedStatement } from './readExport.ts';

/** What became of an export, in a sentence: how much of it is rehearsed, and why the rest is not. */
export function workloadNote(
  file: string,
  rows: readonly CountedStatement[],
  { statements, leftOut, unread }: ChosenStatements,
  { taking, weighed }: { taking: readonly WorkloadStatement[]; weighed: number },
): string {
  const total = sum(rows.map(({ totalMs }) => totalMs));
  const part = sum(taking.map(({ totalMs }) => totalMs));
  const share = total > 0 ? `, ${Math.round((100 * part) / total)} % of its time` : '';
  const already = weighed > 0 ? ` (${weighed} of them declared)` : '';
  const below = statements.length - taking.length + unread;
  const reasons = [
    ...(below > 0 ? [`${formatCount(below)} took less time`] : []),
    ...[...leftOut].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${formatCount(count)} ${reason}`),
  ];
  const left = reasons.length > 0 ? `; left out: ${reasons.join(', ')}` : '';
  const bound = taking.filter((one) => one.bound).length;
  const moment = bound > 0 ? `; now() is the scenario's now in ${bound} of them` : '';
  return `of ${formatCount(rows.length)} rows in ${file} ${taking.length} are key queries${already}${share}${left}${moment}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
