import { type Impact, impactOf } from '../../../analysis/plans/impact.ts';
import type { QueryResult } from '../../../findings/Result.ts';
import { formatCount, formatDuration } from '../../../units.ts';
import { formatLatency, formatRatio, plural } from '../../text/amounts.ts';

/** From so much of the workload's time on, a change of it is told. */
const leastShare = 0.001;

/** `+41 %`, `−3.2 %`, `12×`: the time of all key queries that production counted; '' where nothing is to be told. */
export function shareText({ workload }: Impact): string {
  const share = workload?.share ?? null;
  if (share === null || Math.abs(share) < leastShare) return '';
  if (share >= 9) return formatRatio(share + 1);
  const percent = Math.abs(share * 100);
  return `${signOf(share)}${percent < 9.95 ? percent.toFixed(1).replace(/\.0$/, '') : formatCount(percent)} %`;
}

/** `+18 h 5 min`; '' where nothing is to be told. */
export function addedText({ workload }: Impact): string {
  if (!workload || workload.pages === 0) return '';
  const { addedMs, pages } = workload;
  if (addedMs !== null) return addedMs === 0 ? '' : `${signOf(addedMs)}${formatDuration(Math.abs(addedMs))}`;
  return pages === null ? '' : `${signOf(pages)}${plural(Math.abs(pages), 'page')}`;
}

/** What the change means for production in a sentence; '' where its calls are not known, or nothing changed. */
export function impactSentence(query: QueryResult, queries: readonly QueryResult[]): string {
  const { workload } = query;
  if (!workload) return '';
  const calls = callsText(query);
  if (query.after.error) return `Production counted ${calls}: all of them would fail.`;
  const impact = impactOf(query, queries);
  const added = addedText(impact);
  if (!added) return '';
  const share = shareText(impact);
  const { addedMs, beforeMs } = impact.workload!;
  if (addedMs === null)
    return `Production counted ${calls}: ${added.slice(1)} ${added.startsWith('+') ? 'more' : 'fewer'} to read.`;
  const more = addedMs > 0 ? 'more' : 'less';
  const whole = share ? `, ${share} for all key queries together` : '';
  const several = queries.some(
    ({ name, parameters }) => name === query.name && parameters !== query.parameters,
  );
  const condition = `${several ? 'all had these parameters and ' : ''}time changes as pages do`;
  return `Production counted ${calls}, ${formatDuration(beforeMs!)} in all: about ${formatDuration(Math.abs(addedMs))} ${more} if ${condition}${whole}.`;
}

/** `1,240,331 calls of 0.41 ms`. */
export function callsText({ workload }: Pick<QueryResult, 'workload'>): string {
  if (!workload) return '';
  const { calls, meanMs } = workload;
  return `${plural(calls, 'call')}${meanMs === null ? '' : ` of ${formatLatency(meanMs)}`}`;
}

function signOf(value: number): string {
  return value < 0 ? '−' : '+';
}
