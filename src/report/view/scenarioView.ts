import { modeName } from '../../evidence/LockMode.ts';
import type { QueryResult, ScenarioResult, Verdict } from '../../findings/Result.ts';
import { formatCount, formatDuration, formatSize } from '../../units.ts';
import { formatInterval, formatRange, formatRatio, plural } from '../text/amounts.ts';
import type { Anchors } from './Anchors.ts';
import type { CauseView } from './causeView.ts';
import { errorView } from './errorView.ts';
import { figuresOf, sum } from './figures.ts';
import { latencyView } from './latencyView.ts';
import { migrationView } from './migrationView.ts';
import type { JsonRoom } from './plans/JsonRoom.ts';
import { queriesView } from './plans/queriesView.ts';

export const verdictLabels: Record<Verdict, string> = {
  fail: 'Fails',
  inconclusive: 'Inconclusive',
  pass: 'Passes',
};

const waitSources = {
  log: 'from the server’s own log, exact from a millisecond on',
  samples: 'from looks at pg_locks, as close as these were',
} as const;

/** A scenario's line in the overview, and everything below its heading. */
export function scenarioView(
  scenario: ScenarioResult,
  anchors: Anchors,
  anchor: string,
  causes: CauseView[],
  index: number,
  json: JsonRoom,
  plans: ReadonlyMap<QueryResult, string>,
) {
  const tables = scenario.dataset?.tables ?? [];
  const cited = (id: string) =>
    scenario.findings.flatMap(({ subject }) =>
      subject.migration === id && subject.statement !== undefined ? [subject.statement] : [],
    );
  const migrations = scenario.migrations.map((migration) =>
    migrationView(migration, anchors, anchor, cited(migration.id)),
  );
  const statementAnchor = (id: string, statement: number | null) => {
    const migration = migrations.find((one) => one.id === id);
    const row = migration?.statements.find((one) => one.index === statement);
    return row?.anchor ?? migration?.anchor ?? '';
  };
  return {
    ...headView(scenario, causes),
    anchor,
    description: scenario.description,
    file: scenario.file ?? '',
    tags: scenario.tags,
    causes,
    error: scenario.error ? errorView(scenario.error) : null,
    notObserved: scenario.notObserved,
    notes: scenario.notes,
    migrations,
    queries:
      scenario.queries.length > 0
        ? queriesView(scenario, index, causes, { statementAnchor, json, anchors: plans })
        : null,
    latency: latencyView(scenario.traffic ?? [], anchors, anchor),
    dataset: scenario.dataset
      ? {
          key: scenario.dataset.key,
          load: `${scenario.dataset.cached ? 'taken from the cache, built' : 'loaded'} in ${formatDuration(scenario.dataset.loadMs)}`,
          tables: tables.map(({ name, rows, bytes }) => ({
            name,
            rows: formatCount(rows),
            size: formatSize(bytes),
          })),
          rows: formatCount(sum(tables.map(({ rows }) => rows))),
          size: formatSize(sum(tables.map(({ bytes }) => bytes))),
        }
      : null,
    acceptances: scenario.acceptances.map(({ rule, subject, reason, matched }) => ({
      rule,
      subject: Object.entries(subject)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
      reason,
      matched,
      state: matched ? 'accepted' : 'warn',
      label: matched ? 'matched' : 'matched nothing',
    })),
    server: scenario.server
      ? {
          version: scenario.server.version,
          source: scenario.server.source,
          settings: Object.entries(scenario.server.settings).map(([name, value]) => ({ name, value })),
        }
      : null,
    host: `${scenario.host.platform} ${scenario.host.arch}, ${plural(scenario.host.cpus, 'core')}, ${formatSize(scenario.host.memoryBytes)} memory`,
    waitsFrom: scenario.waitsFrom ? waitSources[scenario.waitsFrom] : '',
    hostClass: scenario.host.class,
    scale: String(scenario.scale),
    seed: String(scenario.seed),
    baselineFile: scenario.baselineFile,
  };
}

function headView(scenario: ScenarioResult, causes: CauseView[]) {
  const { durationMs, worstHold, worstStall, plans, plansChanged, worstPages, rowsLoaded } =
    figuresOf(scenario);
  const count = (state: string) => causes.filter((cause) => cause.state === state).length;
  return {
    name: scenario.name,
    state: scenario.verdict,
    label: verdictLabels[scenario.verdict],
    /** What the filters choose by. */
    states: [...new Set([scenario.verdict, ...causes.map(({ state }) => state)])].join(' '),
    open: scenario.verdict !== 'pass',
    errored: scenario.error !== null,
    counts: [
      ...(count('fail') > 0 ? [`${count('fail')} failing`] : []),
      ...(count('warn') > 0 ? [plural(count('warn'), 'warning')] : []),
      ...(count('accepted') > 0 ? [`${count('accepted')} accepted`] : []),
      ...(count('info') > 0 ? [`${count('info')} observed`] : []),
    ].join(', '),
    pending: scenario.pending,
    pendingCount: scenario.pending.length,
    duration: durationMs ? formatRange(durationMs.low, durationMs.high, 'ms') : '–',
    hold: worstHold
      ? {
          interval: formatInterval(worstHold.lowMs, worstHold.highMs, 'ms'),
          mode: modeName(worstHold.mode),
          modeClass: worstHold.mode,
          relation: worstHold.relation,
        }
      : null,
    stall: worstStall ? formatDuration(worstStall.maxMs) : '–',
    plans: plans > 0 ? `${plansChanged} of ${plans}` : '–',
    worstPages: worstPages === null ? '' : `up to ${formatRatio(worstPages)} the pages`,
    rows: rowsLoaded > 0 ? formatCount(rowsLoaded) : '–',
  };
}
