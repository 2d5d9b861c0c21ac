import { buffersOf } from '../../evidence/buffersOf.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { formatCount, formatSize } from '../../units.ts';
import { formatLatency, formatRatio } from '../text/amounts.ts';

/** What both plans took as a whole; null where a plan does not say. */
export interface DifferenceFigures {
  pages: Figure;
  cost: Figure;
  rows: Figure;
  temporaryPages: Figure;
  walBytes: Figure;
  planningMs: Figure;
  executionMs: Figure;
}

export interface Figure {
  before: number | null;
  after: number | null;
}

export function differenceFigures(before: ExplainPlan, after: ExplainPlan): DifferenceFigures {
  const figure = (of: (plan: ExplainPlan) => unknown): Figure => {
    const [a, b] = [of(before), of(after)];
    return { before: typeof a === 'number' ? a : null, after: typeof b === 'number' ? b : null };
  };
  return {
    pages: figure(({ Plan }) => buffersOf(Plan)),
    cost: figure(({ Plan }) => Plan['Total Cost']),
    rows: figure(({ Plan }) => Plan['Actual Rows']),
    temporaryPages: figure(({ Plan }) => Plan['Temp Written Blocks']),
    walBytes: figure(({ Plan }) => Plan['WAL Bytes']),
    planningMs: figure((plan) => plan['Planning Time']),
    executionMs: figure((plan) => plan['Execution Time']),
  };
}

const lines: readonly [keyof DifferenceFigures, string, (value: number) => string][] = [
  ['pages', 'pages', formatCount],
  ['cost', 'cost', formatCount],
  ['rows', 'rows', formatCount],
  ['temporaryPages', 'temporary pages', formatCount],
  ['walBytes', 'WAL', formatSize],
  ['planningMs', 'planning time', formatLatency],
  ['executionMs', 'execution time', formatLatency],
];

/** `pages            11 → 23,851  2,168×`; times without a ratio, since they differ from run to run. */
export function figureLines(figures: DifferenceFigures): string[] {
  const shown = lines.flatMap(([name, label, format]) => {
    const { before, after } = figures[name];
    if (before === null || after === null || (before === 0 && after === 0)) return [];
    const time = name.endsWith('Ms');
    const times = before > 0 ? after / before : 1;
    // What rounds to once says nothing.
    const ratio = Math.abs(times - 1) >= 0.05 ? `  ${formatRatio(times)}` : '';
    return [`${label.padEnd(16)}${format(before)} → ${format(after)}${time ? '  (of one run)' : ratio}`];
  });
  const timed = figures.planningMs.before !== null || figures.executionMs.before !== null;
  return timed && shown.some((line) => line.includes('(of one run)'))
    ? [...shown, 'Times of one run say nothing of the next: compare pages.']
    : shown;
}
