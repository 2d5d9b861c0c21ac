import type { Evidence } from '../evidence/Evidence.ts';
import type { LockMode } from '../evidence/LockMode.ts';
import type { InvalidIndex, MigrationEvidence, StatementEvidence } from '../evidence/MigrationEvidence.ts';
import type { Hold, MigrationFacts, Stall, StatementFacts } from './Facts.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { blocks, blocksTraffic, strength } from './lockConflicts.ts';
import type { Observation } from './observe.ts';
import { projectionOf } from './projection.ts';
import { queuesOf } from './queues.ts';
import type { Relations } from './Relations.ts';
import { serverWork } from './serverWork.ts';
import { statOf } from './statOf.ts';

/** A migration over all repeats. */
export function migrationFacts(
  all: readonly Observation[],
  evidence: Evidence,
  relations: Relations,
): MigrationFacts {
  const worst = [...all].sort((a, b) => durationOf(b.migration) - durationOf(a.migration))[0]!;
  const first = worst.migration;
  const run = all.filter(({ migration }) => migration.startedMs !== null);
  const durationMs = statOf(run.map(({ migration }) => migration.finishedMs! - migration.startedMs!));
  const statements = first.statements.map((statement) => statementFacts(statement, worst, all, relations));
  return {
    id: first.id,
    file: first.file,
    status: all.find(({ migration }) => migration.status !== 'applied')?.migration.status ?? 'applied',
    durationMs,
    walBytes: Math.max(0, ...run.map(({ migration }) => migration.walBytes ?? 0)),
    transaction: first.transaction,
    statements,
    worstRepeat: worst.repeat,
    holds: worstHolds(run, relations),
    stalls: worstStalls(run),
    queues: queuesOf(statements, evidence.probes ?? [], relations),
    projection: projectionOf(
      durationMs,
      statements.map(({ index, durationMs: ms, rewrites, scans }) => ({
        durationMs: ms,
        relations: [...rewrites, ...scans, ...written(index, first, run, relations)],
      })),
      new Map(evidence.dataset?.tables.map(({ name, rows }) => [name, rows])),
      first.status === 'applied' ? (evidence.scenario.production?.rows ?? null) : null,
    ),
    invalidIndexes: leftInvalid(all),
    hasRollback: first.hasRollback,
    rollback: rollbackFacts(all),
  };
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
  { migration, holds }: Observation,
  all: readonly Observation[],
  relations: Relations,
): StatementFacts {
  const twins = all.flatMap(({ migration }) =>
    migration.statements.filter(({ index }) => index === statement.index),
  );
  const taken = holds.filter((hold) => hold.statement === statement.index);
  const locked = [...taken.map(({ oid }) => oid), ...(statement.locksAfter ?? []).map(({ oid }) => oid)];
  const work = serverWork(statement, locked, relations);
  return {
    index: statement.index,
    sql: statement.sql,
    line: statement.line,
    durationMs: statOf(twins.map(({ sentMs, acknowledgedMs }) => acknowledgedMs - sentMs)),
    window: {
      startMs: statement.sentMs - (migration.startedMs ?? 0),
      endMs: statement.acknowledgedMs - (migration.startedMs ?? 0),
    },
    ...work,
    under: heldMeanwhile([...work.rewrites, ...work.scans], statement, holds, relations),
    locks: named(taken, relations),
    lockTimeoutMs: statement.lockTimeoutMs ?? null,
    error: twins.find(({ error }) => error)?.error ?? null,
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
    const relation = visibleName(oid, relations);
    if (relation) locks.set(`${relation} ${mode}`, { relation, mode });
  }
  return [...locks.values()].sort(
    (a, b) => strength(b.mode) - strength(a.mode) || compare(a.relation, b.relation),
  );
}

/** Of each relation and mode the longest hold of any repeat, the longest first, the strongest first among equals. */
function worstHolds(run: readonly Observation[], relations: Relations): Hold[] {
  const worst = new Map<string, Hold>();
  for (const { repeat, migration, holds } of run) {
    for (const { oid, mode, statement, acquired, released } of holds) {
      const relation = visibleName(oid, relations);
      if (!relation) continue;
      const hold: Hold = {
        relation,
        mode,
        statement,
        lowMs: Math.max(0, released.earliest - acquired.latest),
        highMs: Math.max(0, released.latest - acquired.earliest),
        window: {
          startMs: acquired.earliest - migration.startedMs!,
          endMs: released.latest - migration.startedMs!,
        },
        certain: {
          startMs: acquired.latest - migration.startedMs!,
          endMs: released.earliest - migration.startedMs!,
        },
        repeat,
        blocks: blocks(mode),
      };
      const key = `${relation} ${mode}`;
      const known = worst.get(key);
      if (!known || hold.lowMs > known.lowMs || (hold.lowMs === known.lowMs && hold.highMs > known.highMs))
        worst.set(key, hold);
    }
  }
  return [...worst.values()].sort(
    (a, b) => strength(b.mode) - strength(a.mode) || b.lowMs - a.lowMs || compare(a.relation, b.relation),
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
function written(
  index: number,
  first: MigrationEvidence,
  run: readonly Observation[],
  relations: Relations,
): string[] {
  const kind = first.statements.find((statement) => statement.index === index)?.kind ?? '';
  if (!/^(Update|Delete|Insert|Merge|Do|Call)Stmt$/.test(kind)) return [];
  return run
    .flatMap(({ holds }) => holds)
    .filter((hold) => hold.mode === 'RowExclusiveLock' && hold.statement === index)
    .map((hold) => visibleName(hold.oid, relations))
    .filter((name) => name !== undefined);
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

/** TOAST tables and their indexes are locked with their table and say nothing more. */
function visibleName(oid: number, relations: Relations): string | undefined {
  const relation = relations.byOid(oid);
  return relation && relation.kind !== 't' && !relation.name.startsWith('pg_toast.')
    ? relation.name
    : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
