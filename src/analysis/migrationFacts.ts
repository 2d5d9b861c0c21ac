import type { Evidence } from '../evidence/Evidence.ts';
import type { LockMode } from '../evidence/LockMode.ts';
import type { InvalidIndex, MigrationEvidence, StatementEvidence } from '../evidence/MigrationEvidence.ts';
import { distinctDeadlocks } from './deadlocks.ts';
import type { MigrationFacts, Stall, StatementFacts, StatementWork } from './Facts.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { blocksTraffic, strength } from './lockConflicts.ts';
import type { Observation } from './observe.ts';
import { phasesOf } from './phases.ts';
import { projectionOf } from './projection.ts';
import { queuesOf } from './queues.ts';
import type { Relations } from './Relations.ts';
import { serverWork } from './serverWork.ts';
import { statOf } from './statOf.ts';
import { alike } from './waits.ts';
import { worstHolds } from './worstHolds.ts';

/** A migration over all repeats. */
export function migrationFacts(all: readonly Observation[], evidence: Evidence): MigrationFacts {
  const worst = [...all].sort((a, b) => durationOf(b.migration) - durationOf(a.migration))[0]!;
  const { relations } = worst;
  const first = worst.migration;
  const run = all.filter(({ migration }) => migration.startedMs !== null);
  const durationMs = statOf(run.map(({ migration }) => migration.finishedMs! - migration.startedMs!));
  const statements = first.statements.map((statement) => statementFacts(statement, worst, all, relations));
  return {
    id: first.id,
    file: first.file,
    status: all.find(({ migration }) => migration.status !== 'applied')?.migration.status ?? 'applied',
    ...(first.rolledBackBy === undefined ? {} : { rolledBackBy: first.rolledBackBy }),
    durationMs,
    walBytes: Math.max(0, ...run.map(({ migration }) => migration.walBytes ?? 0)),
    ...walFromOf(run),
    transaction: first.transaction,
    statements,
    worstRepeat: worst.repeat,
    holds: worstHolds(run),
    stalls: worstStalls(run),
    waits: alike(run.flatMap(({ waits }) => waits)),
    deadlocks: distinctDeadlocks(run.flatMap(({ deadlocks }) => deadlocks)),
    queues: queuesOf(
      statements,
      new Set(first.ends.map(({ statement }) => statement)),
      evidence.probes ?? [],
      relations,
    ),
    projection: projectionOf(
      durationMs,
      statements.map(({ index, durationMs: ms, rewrites, scans }) => ({
        durationMs: ms,
        relations: [...rewrites, ...scans, ...written(index, first, run)],
      })),
      new Map(evidence.dataset?.tables.map(({ name, rows }) => [name, rows])),
      first.status === 'applied' ? (evidence.scenario.production?.rows ?? null) : null,
    ),
    ...(first.sizes
      ? { sizes: first.sizes.map(({ oid: _, name, ...bytes }) => ({ relation: name, ...bytes })) }
      : {}),
    invalidIndexes: leftInvalid(all),
    hasRollback: first.hasRollback,
    rollback: rollbackFacts(all),
  };
}

function walFromOf(run: readonly Observation[]): Pick<MigrationFacts, 'walFrom'> {
  const sources = run.flatMap(({ migration }) => migration.walFrom ?? []);
  if (sources.length === 0) return {};
  return { walFrom: sources.includes('server') ? 'server' : 'backend' };
}

function leftInvalid(all: readonly Observation[]): InvalidIndex[] {
  const seen = all.flatMap(({ migration }) => migration.invalidIndexes ?? []);
  return seen.filter(({ name }, i) => seen.findIndex((other) => other.name === name) === i);
}

function durationOf({ startedMs, finishedMs }: MigrationEvidence): number {
  return (finishedMs ?? 0) - (startedMs ?? 0);
}

function statementFacts(
  statement: StatementEvidence,
  { migration, holds, names }: Observation,
  all: readonly Observation[],
  relations: Relations,
): StatementFacts {
  const twins = all.flatMap(({ migration }) =>
    migration.statements.filter(({ index }) => index === statement.index),
  );
  const taken = holds.filter((hold) => hold.statement === statement.index);
  const locked = [...taken.map(({ oid }) => oid), ...(statement.locksAfter ?? []).map(({ oid }) => oid)];
  const held = { during: locked, before: locksBefore(statement, migration) };
  const { rewrites, scans, ...work } = serverWork(statement, held, relations);
  return {
    index: statement.index,
    sql: statement.sql,
    line: statement.line,
    durationMs: statOf(twins.map(({ sentMs, acknowledgedMs }) => acknowledgedMs - sentMs)),
    window: {
      startMs: statement.sentMs - (migration.startedMs ?? 0),
      endMs: statement.acknowledgedMs - (migration.startedMs ?? 0),
    },
    rewrites,
    scans,
    work: { ...work, ...writtenBy(twins, migration), phases: phasesOf(statement, relations, names) },
    under: heldMeanwhile([...rewrites, ...scans], statement, holds, relations),
    locks: named(taken, relations),
    ...(statement.locksFrom ? { locksFrom: statement.locksFrom } : {}),
    lockTimeoutMs: statement.lockTimeoutMs ?? null,
    ...attemptsOf(twins),
    shape: statement.shape ?? null,
    error: twins.find(({ error }) => error)?.error ?? null,
  };
}

/** Null where the statement is the first of its transaction. */
function locksBefore({ index }: StatementEvidence, { statements, ends }: MigrationEvidence) {
  const previous = statements.find((one) => one.index === index - 1);
  return ends.some((end) => end.statement === index - 1) ? null : (previous?.locksAfter ?? null);
}

/** Of all repeats the most; of WAL no more than the migration's own, where that is known. */
function writtenBy(
  twins: readonly StatementEvidence[],
  migration: Pick<MigrationEvidence, 'walBytes' | 'walFrom'>,
): Pick<StatementWork, 'walBytes' | 'temporary'> {
  const most = (values: (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? Math.max(...known) : null;
  };
  const bytes = most(twins.map(({ tempBytes }) => tempBytes));
  const files = most(twins.map(({ tempFiles }) => tempFiles));
  const own = migration.walFrom === 'backend' ? migration.walBytes : null;
  const wal = most(twins.map(({ walBytes }) => walBytes));
  return {
    walBytes: wal === null ? null : Math.min(wal, own ?? wal),
    temporary: bytes === null || files === null ? null : { files, bytes },
  };
}

function attemptsOf(twins: readonly StatementEvidence[]): Pick<StatementFacts, 'attempts'> {
  const [most] = twins.map(({ attempts = [] }) => attempts).sort((a, b) => b.length - a.length);
  if (!most || most.length === 0) return {};
  return {
    attempts: most.map(({ sentMs, acknowledgedMs, pauseMs }) => ({
      durationMs: acknowledgedMs - sentMs,
      pauseMs,
    })),
  };
}

/** Held when the statement ended, or for at least half of it: a lock that ends as the work begins does not count. */
function heldMeanwhile(
  worked: readonly string[],
  { sentMs, acknowledgedMs, locksAfter }: StatementEvidence,
  holds: readonly HoldInterval[],
  relations: Relations,
): StatementFacts['under'] {
  const half = (acknowledgedMs - sentMs) / 2;
  const afterwards = (locksAfter ?? []).filter(({ mode }) => blocksTraffic(mode));
  const meanwhile: { oid: number; mode: LockMode }[] = holds
    .filter(({ mode }) => blocksTraffic(mode))
    .filter(
      ({ acquired, released }) =>
        Math.min(released.latest, acknowledgedMs) - Math.max(acquired.earliest, sentMs) >= half,
    );
  return [...new Set(worked)].flatMap((relation) => {
    const modes = [...meanwhile, ...afterwards]
      .filter(({ oid }) => relations.byOid(oid)?.name === relation)
      .map(({ mode }) => mode);
    const strongest = modes.sort((a, b) => strength(b) - strength(a))[0];
    return strongest ? [{ relation, mode: strongest }] : [];
  });
}

function named(taken: readonly HoldInterval[], relations: Relations): StatementFacts['locks'] {
  const locks = new Map<string, StatementFacts['locks'][number]>();
  for (const { oid, mode } of taken) {
    const relation = relations.visibleName(oid);
    if (relation) locks.set(`${relation} ${mode}`, { relation, mode });
  }
  return [...locks.values()].sort(
    (a, b) => strength(b.mode) - strength(a.mode) || compare(a.relation, b.relation),
  );
}

function worstStalls(run: readonly Observation[]): Stall[] {
  const worst = new Map<string, Stall>();
  for (const stall of run.flatMap(({ stalls }) => stalls)) {
    const { source, query, relation, waitedForMode, blockedBy } = stall;
    const key = JSON.stringify([source, query, relation, waitedForMode, blockedBy]);
    if (stall.maxMs > (worst.get(key)?.maxMs ?? -1)) worst.set(key, stall);
  }
  return [...worst.values()].sort((a, b) => b.maxMs - a.maxMs);
}

/** Tables that INSERT, UPDATE, DELETE or MERGE may have changed: their work grows with the rows, too. */
function written(index: number, first: MigrationEvidence, run: readonly Observation[]): string[] {
  const kind = first.statements.find((statement) => statement.index === index)?.kind ?? '';
  if (!/^(Update|Delete|Insert|Merge|Do|Call)Stmt$/.test(kind)) return [];
  return run.flatMap(({ holds, relations }) =>
    holds
      .filter((hold) => hold.mode === 'RowExclusiveLock' && hold.statement === index)
      .map((hold) => relations.visibleName(hold.oid))
      .filter((name) => name !== undefined),
  );
}

function rollbackFacts(all: readonly Observation[]): MigrationFacts['rollback'] {
  const seen = all.flatMap(({ migration }) => (migration.rollback ? [migration.rollback] : []));
  const first = seen[0];
  if (!first) return null;
  return {
    file: first.file,
    status: seen.some(({ status }) => status === 'failed') ? 'failed' : 'applied',
    durationMs: statOf(seen.map(({ durationMs }) => durationMs)),
    schemaRestored: first.schemaRestored,
    difference: first.difference,
    error: seen.find(({ error }) => error)?.error ?? null,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
