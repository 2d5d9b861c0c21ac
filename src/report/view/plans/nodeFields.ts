import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { formatCount, formatSize } from '../../../units.ts';
import { formatRatio, plural } from '../../text/amounts.ts';
import { oneLine } from '../../text/printable.ts';

/** What a node does and to what, in the order in which EXPLAIN writes it. */
const conditions = [
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Cache Key',
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Order By',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Filter',
  'Run Condition',
  'Function Call',
  'CTE Name',
  'Sort Method',
] as const;
/** A list of a thousand constants is in the JSON. */
const longest = 360;

export interface Condition {
  name: string;
  value: string;
}

export function conditionsOf(node: PlanNode): Condition[] {
  return conditions.flatMap((name) => {
    const value = node[name];
    if (value === undefined || value === null || value === '') return [];
    return [{ name, value: oneLine(Array.isArray(value) ? value.join(', ') : String(value), longest) }];
  });
}

const number = (node: PlanNode, field: string) => {
  const value = node[field];
  return typeof value === 'number' && value > 0 ? value : null;
};

/** `cost 16,901`, `rows 50 expected, 2 found`, and what else there is. */
export function figuresOf(node: PlanNode, pages: number | null): string[] {
  const { 'Plan Rows': estimated, 'Actual Rows': actual, 'Actual Loops': loops = 1 } = node;
  const cost = number(node, 'Total Cost');
  const rows = [
    ...(estimated === undefined ? [] : [`${formatCount(estimated)} expected`]),
    ...(actual === undefined ? [] : [loops === 0 ? 'never run' : `${rowsText(actual)} found`]),
  ];
  return [
    ...(pages ? [`${plural(pages, 'page')} itself`] : []),
    ...(rows.length > 0 ? [`rows ${rows.join(', ')}`] : []),
    ...(loops > 1 ? [`${formatCount(loops)} loops`] : []),
    ...others.flatMap(([field, text]) => {
      const value = number(node, field);
      return value === null ? [] : [text(value)];
    }),
    ...(number(node, 'Sort Space Used')
      ? [`sorted in ${formatSize(number(node, 'Sort Space Used')! * 1024)}${onDisk(node)}`]
      : []),
    ...((number(node, 'Hash Batches') ?? 1) > 1
      ? [plural(number(node, 'Hash Batches')!, 'batch', 'batches')]
      : []),
    ...(cost === null ? [] : [`cost ${formatCount(cost)}`]),
  ];
}

const others: [string, (value: number) => string][] = [
  ['Rows Removed by Filter', (value) => `${formatCount(value)} filtered away`],
  ['Rows Removed by Join Filter', (value) => `${formatCount(value)} pairs filtered away`],
  ['Rows Removed by Index Recheck', (value) => `${formatCount(value)} rechecked away`],
  ['Heap Fetches', (value) => plural(value, 'heap fetch', 'heap fetches')],
  ['Subplans Removed', (value) => `${plural(value, 'partition')} pruned`],
  ['Workers Planned', (value) => plural(value, 'worker')],
  ['Lossy Heap Blocks', (value) => plural(value, 'lossy block')],
  ['Temp Written Blocks', (value) => `${plural(value, 'temporary page')} written`],
  ['Peak Memory Usage', (value) => `${formatSize(value * 1024)} memory`],
  ['Cache Misses', (value) => plural(value, 'cache miss', 'cache misses')],
  ['WAL Bytes', (value) => `${formatSize(value)} WAL`],
];

/** From 18 on, rows of a loop are fractional. */
function rowsText(rows: number): string {
  return rows > 0 && rows < 1 ? 'less than 1' : formatCount(rows);
}

function onDisk(node: PlanNode): string {
  return node['Sort Space Type'] === 'Disk' ? ' on disk' : '';
}

/** At ten, a hundred and a thousand, as pev2 marks estimates; null where it is closer, or nothing was run. */
export function misestimateOf(node: PlanNode): { level: string; text: string } | null {
  const { 'Plan Rows': estimated, 'Actual Rows': actual, 'Actual Loops': loops = 1 } = node;
  if (estimated === undefined || actual === undefined || loops === 0) return null;
  const [a, b] = [Math.max(1, estimated), Math.max(1, actual)];
  const factor = Math.max(a / b, b / a);
  const level = [1000, 100, 10].find((least) => factor >= least);
  return level === undefined
    ? null
    : { level: `e${level}`, text: `estimate ${formatRatio(factor)} too ${a < b ? 'low' : 'high'}` };
}
