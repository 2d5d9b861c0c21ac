import { diffPlans } from '../../analysis/plans/diffPlans.ts';
import type { Stat } from '../../evidence/Stat.ts';
import type { Capture, QueryResult } from '../../findings/Result.ts';
import { formatCount } from '../../units.ts';
import { formatLatency, formatRatio, plural } from '../text/amounts.ts';
import { errorView } from './errorView.ts';
import { planView } from './planView.ts';
import { sqlView } from './sqlView.ts';

const changes: Record<QueryResult['change'], { label: string; state: string }> = {
  none: { label: 'same', state: 'pass' },
  shape: { label: 'shape changed', state: 'info' },
  cost: { label: 'cost changed', state: 'info' },
  work: { label: 'work changed', state: 'warn' },
  fails: { label: 'fails', state: 'fail' },
};

/** A key query with one parameter set: what it cost before and after, and both plans. */
export function queryView(query: QueryResult, id: string) {
  const { before, afterDeploy, after } = query;
  const error = after.error ?? afterDeploy.error;
  return {
    id,
    name: query.name,
    parameters: query.parameters,
    sql: sqlView(query.sql),
    change: changes[query.change].label,
    state: changes[query.change].state,
    buffers: figure(before.buffers, afterDeploy.buffers, after.buffers, (pages) => formatCount(pages)),
    cost: figure(before.cost, afterDeploy.cost, after.cost, (cost) => formatCount(cost)),
    rows: figure(before.rows, afterDeploy.rows, after.rows, (rows) => formatCount(rows)),
    latency: figure(
      before.latencyMs?.median,
      afterDeploy.latencyMs?.median,
      after.latencyMs?.median,
      formatLatency,
    ),
    latencyRange:
      before.latencyMs && after.latencyMs
        ? `${latencyRange(before.latencyMs)} → ${latencyRange(after.latencyMs)}`
        : '',
    error: error ? errorView(error) : null,
    plans: plansOf(query),
    open: query.change !== 'none',
  };
}

function latencyRange({ low, high }: Stat): string {
  return `${formatLatency(low).replace(/ ms$/, '')}–${formatLatency(high)}`;
}

/** Before, right after the migrations, and after ANALYZE; the middle one only where it is another. */
function figure(
  before: number | null | undefined,
  afterDeploy: number | null | undefined,
  after: number | null | undefined,
  format: (value: number) => string,
) {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format(value);
  const last = after ?? afterDeploy;
  const ratio = before && last ? last / before : 1;
  return {
    missing: text(before) === '–' && text(last) === '–',
    before: text(before),
    afterDeploy: text(afterDeploy) === '–' || text(afterDeploy) === text(after) ? '' : text(afterDeploy),
    after: text(after),
    ratio: ratio >= 1.05 || ratio <= 0.95 ? formatRatio(ratio).replace(/^0×$/, '<0.1×') : '',
    worse: ratio >= 1.05,
  };
}

function plansOf({ before, afterDeploy, after }: QueryResult) {
  const marks = before.plan && after.plan ? diffPlans(before.plan, after.plan).marks : new Map();
  const deployed = differs(afterDeploy, after) ? afterDeploy.plan : null;
  const deployedMarks = before.plan && deployed ? diffPlans(before.plan, deployed).marks : new Map();
  const views = [
    planView(before.plan, marks, `Before${pages(before)}`),
    planView(deployed, deployedMarks, `Right after the migration${pages(afterDeploy)}`),
    planView(after.plan, marks, `${deployed ? 'After ANALYZE' : 'After'}${pages(after)}`),
  ];
  return views.filter((view) => view !== null);
}

function differs(a: Capture, b: Capture): boolean {
  if (!a.fingerprint || !b.fingerprint) return a.plan !== null && b.plan === null;
  return a.fingerprint.exact !== b.fingerprint.exact;
}

function pages({ buffers }: Capture): string {
  return buffers === null ? '' : `, ${plural(buffers, 'page')}`;
}
