import { modeName } from '../../evidence/LockMode.ts';
import type { Hold, MigrationResult, RollbackResult, StatementResult } from '../../findings/Result.ts';
import { formatDuration, formatSize } from '../../units.ts';
import { formatInterval, formatStat, plural } from '../text/amounts.ts';
import { blocksText } from '../text/blocksText.ts';
import type { Anchors } from './Anchors.ts';
import { projectionText } from './causeView.ts';
import { errorView } from './errorView.ts';
import { sqlView } from './sqlView.ts';
import { timelineView } from './timelineView.ts';
import { waitsView } from './waitsView.ts';
import { sizesView, workView } from './workView.ts';

/** Above it, the statements that matter come first and the whole list is folded. */
const manyStatements = 25;
const mostNotable = 12;

const transactions: Record<MigrationResult['transaction'], string> = {
  own: 'in a transaction of its own',
  shared: 'in one transaction with other migrations',
  none: 'outside a transaction',
  implicit: 'in an implicit transaction',
};
const states: Record<MigrationResult['status'], string> = {
  applied: 'pass',
  failed: 'fail',
  skipped: 'inconclusive',
};

export function migrationView(
  migration: MigrationResult,
  anchors: Anchors,
  scenario: string,
  cited: number[],
) {
  const { statements } = migration;
  const folded = statements.length > manyStatements;
  const anchor = anchors.take(scenario, migration.id);
  // A statement that is shown twice has its place in the whole list.
  const rows = statements.map((statement) => ({
    ...statementView(statement),
    anchor: anchors.take(scenario, migration.id, 'statement', String(statement.index)),
  }));
  return {
    anchor,
    id: migration.id,
    file: migration.file,
    status: migration.status,
    state: states[migration.status],
    transaction: migration.status === 'skipped' ? '' : transactions[migration.transaction],
    duration: migration.durationMs.samples.length > 0 ? formatStat(migration.durationMs) : '',
    samples:
      migration.durationMs.samples.length > 0 ? plural(migration.durationMs.samples.length, 'repeat') : '',
    wal: migration.walBytes === null ? '' : formatSize(migration.walBytes),
    projection: migration.projection ? projectionText(migration.projection) : '',
    timeline: timelineView(migration, anchors.take(scenario, migration.id, 'timeline')),
    notable: folded ? notable(statements, cited).map(statementView) : [],
    statements: rows,
    statementCount: plural(statements.length, 'statement'),
    folded,
    work: workView(migration),
    sizes: sizesView(migration),
    holds: migration.holds.map(holdView),
    holdCount: plural(migration.holds.length, 'hold'),
    stalls: migration.stalls.map((stall) => ({
      source: stall.source,
      query: stall.query,
      relation: stall.relation,
      mode: modeName(stall.waitedForMode),
      statement: `${stall.blockedBy.migration}, statement ${stall.blockedBy.statement}`,
      max: formatDuration(stall.maxMs),
      count: stall.count,
      measured: stall.exact ? 'by the server' : 'from the outside',
    })),
    waits: waitsView(migration),
    rollback: migration.rollback ? rollbackView(migration.rollback) : null,
  };
}

function notable(statements: StatementResult[], cited: number[]): StatementResult[] {
  const slowest = [...statements].sort((a, b) => b.durationMs.high - a.durationMs.high).slice(0, 5);
  const matters = (statement: StatementResult) =>
    statement.error !== null || cited.includes(statement.index) || slowest.includes(statement);
  return statements.filter(matters).slice(0, mostNotable);
}

function statementView({ index, line, sql, durationMs, rewrites, scans, locks, error }: StatementResult) {
  return {
    anchor: '',
    index,
    line,
    sql: sqlView(sql),
    duration: formatStat(durationMs),
    rewrites,
    scans,
    locks: locks.map(({ relation, mode }) => ({ relation, mode: modeName(mode), modeClass: mode })),
    error: error ? errorView(error) : null,
  };
}

function holdView({ relation, mode, statement, lowMs, highMs, blocks, repeat }: Hold) {
  return {
    relation,
    mode: modeName(mode),
    modeClass: mode,
    statement,
    held: formatInterval(lowMs, highMs, 'ms'),
    blocks: blocksText(blocks).replace(/^blocks /, ''),
    repeat,
  };
}

function schemaText(restored: boolean | null): string {
  if (restored === null) return 'Whether the schema is as it was before is not known.';
  return restored ? 'The schema is as it was before.' : 'The schema is not as it was before.';
}

function rollbackView({ file, status, durationMs, schemaRestored, difference, error }: RollbackResult) {
  return {
    file,
    status,
    state: status === 'failed' || schemaRestored === false ? 'fail' : 'pass',
    duration: formatStat(durationMs),
    schema: schemaText(schemaRestored),
    difference: difference.join('\n'),
    error: error ? errorView(error) : null,
  };
}
