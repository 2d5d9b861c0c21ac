import { relative } from 'node:path';
import type { CommandEvidence, ProgramEvidence } from '../../evidence/CommandEvidence.ts';
import type { RelationFacts } from '../../evidence/Evidence.ts';
import type { InvalidIndex, LockSighting, MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import { historyTables, toolTableNames } from '../../server/target/historyTables.ts';
import type { FoundHistory } from '../../server/target/readHistories.ts';
import { blankMigration, skippedMigration } from '../apply/skippedMigration.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import type { ServerTime } from '../waits/ServerTime.ts';
import type { Files } from '../work/changedFiles.ts';
import { attribute, type Candidate } from './attribute.ts';
import { candidatesIn, candidatesOf, changedHistory } from './candidates.ts';
import { bareName, type ToolTables } from './classify.ts';
import { lockSnapshots } from './lockSnapshots.ts';
import { lockTimeouts } from './lockTimeouts.ts';
import { fillMigration } from './migrationEvidence.ts';
import { nameRewrites } from './nameRewrites.ts';
import type { ObservedStatement } from './ObservedStatement.ts';
import { transactionsOf } from './transactions.ts';
import type { WalWatch } from './WalWatch.ts';

export interface SeenOfCommand {
  program: ProgramEvidence;
  statements: readonly ObservedStatement[];
  request: RehearsalRequest;
  histories: { before: readonly FoundHistory[]; after: readonly FoundHistory[] };
  time: ServerTime;
  /** What a new session has; null where that is not known. */
  lockTimeoutMs: number | null;
  relations: readonly RelationFacts[];
  sightings: readonly LockSighting[];
  wal: WalWatch;
  /** As they were before. */
  files: Files;
  /** Left behind. */
  invalidIndexes: InvalidIndex[];
}

/** Work of a tool that writes nothing down, or that failed before it did, where no directory tells its name. */
const nameless = 'unrecorded';

/** Lays what the server saw beside what the tool has written down. */
export async function commandEvidence(seen: SeenOfCommand): Promise<{
  migrations: MigrationEvidence[];
  command: CommandEvidence;
}> {
  const { program, statements, request, histories } = seen;
  const { directory } = request.scenario.migrations;
  const { history, added } = changedHistory(histories.before, histories.after);
  const { candidates, recorded } =
    directory === null
      ? {
          candidates: candidatesIn(added),
          recorded: new Set(candidatesIn(appliedOf(added)).map(({ id }) => id)),
        }
      : await candidatesOf(request.pending, directory, history);
  const failed = program.exitCode !== 0 || program.late;
  const { work, own, unrecorded } = attribute(statements, candidates, {
    tables: tablesOf(history),
    writesFirst: history?.writesFirst ?? false,
    failed,
  });
  const next = nextOf(candidates, recorded, work) ?? (directory === null ? nameless : null);
  // After a command that worked, what nothing was written down of is its own business, as a dump of the schema is.
  const counts = unrecorded.length > 0 && next !== null && (failed || added.length === 0);
  if (counts) work.set(next, [...(work.get(next) ?? []), ...unrecorded]);
  const ids = candidates.map(({ id }) => id);
  if (counts && !ids.includes(next)) ids.push(next);

  const migrations = ids.map((id) => blank(id, request));
  fill(migrations, work, seen);
  for (const migration of migrations) {
    const applied =
      recorded.has(migration.id) || (migration.id === nameless && !failed && added.length === 0);
    const broken = migration.statements.some(({ error }) => error);
    migration.status = applied
      ? 'applied'
      : broken || (failed && migration.id === next)
        ? 'failed'
        : 'skipped';
  }
  markRolledBack(migrations);
  const last = migrations.findLast(({ statements: of }) => of.length > 0) ?? migrations.at(-1);
  for (const migration of migrations)
    migration.invalidIndexes = migration === last ? seen.invalidIndexes : [];
  return {
    migrations,
    command: {
      ...program,
      connected: statements.length > 0 || added.length > 0,
      historyTable: history?.table ?? null,
      recorded: [...recorded],
      notApplied: candidates.map(({ id }) => id).filter((id) => !recorded.has(id)),
      changed: [...work.values()].some((of) => of.length > 0),
      ownStatements: own.length + (counts ? 0 : unrecorded.length),
    },
  };
}

function appliedOf(added: Parameters<typeof candidatesIn>[0]): Parameters<typeof candidatesIn>[0] {
  return added.filter(({ state }) => state !== 'failed');
}

/** A row of the tool's other tables, such as a lock's, names no migration. */
function tablesOf(history: FoundHistory | null): ToolTables {
  const own = history && bareName(history.table);
  return {
    history: new Set(own === null ? historyTables.map(({ table }) => table) : [own]),
    all: new Set([...toolTableNames, ...(own === null ? [] : [own])]),
  };
}

/** The first that is not written down, and the one that it stopped in where it fails. */
function nextOf(
  candidates: readonly Candidate[],
  recorded: ReadonlySet<string>,
  work: ReadonlyMap<string, unknown>,
): string | null {
  const open = candidates.filter(({ id }) => !recorded.has(id));
  return (open.find(({ id }) => !work.has(id)) ?? open.at(-1))?.id ?? null;
}

/** What ran before a failure in one transaction with it is undone, too. */
function markRolledBack(migrations: readonly MigrationEvidence[]): void {
  const failed = migrations.find(({ status }) => status === 'failed');
  const end = failed?.ends.at(-1);
  if (!failed || end?.kind !== 'rollback') return;
  for (const migration of migrations) {
    const own = migration.ends.at(-1);
    if (migration.status === 'skipped' && own?.shared && own.sentMs === end.sentMs)
      migration.rolledBackBy = failed.id;
  }
}

function blank(id: string, { pending, scenario }: RehearsalRequest): MigrationEvidence {
  const hasRollback = scenario.migrations.command?.down != null;
  const migration = pending.find((one) => one.id === id);
  if (migration) return { ...skippedMigration(migration), hasRollback };
  const file = scenario.file === null ? '' : relative(process.cwd(), scenario.file);
  return blankMigration({ id, file, transaction: 'none', hasRollback });
}

function fill(
  migrations: readonly MigrationEvidence[],
  work: ReadonlyMap<string, readonly ObservedStatement[]>,
  seen: SeenOfCommand,
): void {
  const { statements, request, time, program, relations, sightings, wal, lockTimeoutMs } = seen;
  const endMs = program.finishedMs - time.clockOf(0);
  const transactions = transactionsOf(statements, endMs);
  const oids = new Map(relations.map(({ name, oid }) => [name, oid]));
  const around = { sightings, time: (serverMs: number) => time.clockOf(serverMs), oids };
  const snapshots = new Map([...transactions.values()].flatMap((one) => [...lockSnapshots(one, around)]));
  const sharers = new Map<string, Set<string>>();
  for (const [id, of] of work)
    for (const { transaction } of of)
      sharers.set(transaction, (sharers.get(transaction) ?? new Set()).add(id));
  const known = {
    time,
    transactions,
    snapshots,
    sharers,
    lockTimeouts: lockTimeouts(statements, lockTimeoutMs),
    walBetween: (fromMs: number, toMs: number) => wal.between(fromMs, toMs),
  };
  for (const migration of migrations) {
    const of = work.get(migration.id) ?? [];
    const file = request.pending.find(({ id }) => id === migration.id) ?? null;
    fillMigration(migration, of, file, known);
    nameRewrites(migration, of, seen.files);
  }
}
