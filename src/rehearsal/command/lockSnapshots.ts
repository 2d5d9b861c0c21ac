import { type LockMode, lockModes } from '../../evidence/LockMode.ts';
import type { LockSighting, StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import { bareName } from './classify.ts';
import type { ObservedStatement } from './ObservedStatement.ts';
import type { ObservedTransaction } from './transactions.ts';

type Lock = { oid: number; mode: LockMode };
export type Snapshot = Pick<StatementEvidence, 'locksAfter'> & { locksFrom: 'eventTrigger' | 'samples' };

interface Surroundings {
  sightings: readonly LockSighting[];
  /** From Unix time to the repeat's. */
  time: (serverMs: number) => number;
  /** Of relations that existed before, by schema-qualified name. */
  oids: ReadonlyMap<string, number>;
}

/**
 * What a transaction held after each of its statements. Event triggers tell it exactly after DDL, and before, which is
 * after the statement in front. In between, what was held is still held, and there are locks that the sampler saw, and
 * those that the text itself asks for; where a later snapshot is exact, only what it has, too.
 */
export function lockSnapshots(
  { statements }: ObservedTransaction,
  around: Surroundings,
): Map<ObservedStatement, Snapshot> {
  const snapshots = new Map<ObservedStatement, Snapshot>();
  const working = statements.filter(({ kind }) => kind !== 'TransactionStmt');
  let held: Lock[] = [];
  for (const [i, statement] of working.entries()) {
    if (statement.error || statement.endedMs === null) continue;
    const exact = statement.after ?? working[i + 1]?.before;
    if (exact) held = exact.locks.map(({ oid, mode }) => ({ oid, mode }));
    else {
      const later = working.slice(i + 1).flatMap(({ before, after }) => before ?? after ?? [])[0];
      const known = unique([
        ...held,
        ...inside(statement),
        ...asked(statement, around),
        ...seen(statement, around),
      ]);
      held = later ? known.filter((lock) => later.locks.some((other) => same(lock, other))) : known;
    }
    snapshots.set(statement, { locksAfter: held, locksFrom: exact ? 'eventTrigger' : 'samples' });
  }
  return snapshots;
}

/** A DO block's own commands were looked at, too. */
function inside({ within }: ObservedStatement): Lock[] {
  return within.at(-1)?.locks.map(({ oid, mode }) => ({ oid, mode })) ?? [];
}

function seen({ backend, sentMs, endedMs }: ObservedStatement, { sightings, time }: Surroundings): Lock[] {
  const [from, to] = [time(sentMs), time(endedMs!)];
  return sightings
    .filter((sighting) => sighting.backend === backend && sighting.granted)
    .filter(({ firstLookMs, lastLookMs }) => firstLookMs <= to && lastLookMs >= from);
}

/** Explicit Locking, "Table-Level Locks": what commands take on the tables that they name. */
function asked({ kind, sql, relations }: ObservedStatement, { oids }: Surroundings): Lock[] {
  const found = relations.map(
    (name) => oids.get(name) ?? oids.get(`public.${name}`) ?? oids.get(`public.${bareName(name)}`),
  );
  const lock = (oid: number | undefined, mode: LockMode): Lock[] =>
    oid === undefined ? [] : [{ oid, mode }];
  if (/^(?:Insert|Update|Delete|Merge)Stmt$/.test(kind) && !/^with\b/i.test(sql))
    return found.flatMap((oid, i) => lock(oid, i === 0 ? 'RowExclusiveLock' : 'AccessShareLock'));
  if (kind === 'TruncateStmt') return found.flatMap((oid) => lock(oid, 'AccessExclusiveLock'));
  if (kind === 'LockStmt') return found.flatMap((oid) => lock(oid, modeIn(sql)));
  return [];
}

function modeIn(sql: string): LockMode {
  const words = /\bin\s+([a-z\s]+?)\s+mode\b/i.exec(sql)?.[1] ?? 'access exclusive';
  const name = `${words.toLowerCase().replace(/\s+/g, '')}lock`;
  return lockModes.find((mode) => mode.toLowerCase() === name) ?? 'AccessExclusiveLock';
}

function unique(locks: readonly Lock[]): Lock[] {
  return locks
    .filter((lock, i) => locks.findIndex((other) => same(lock, other)) === i)
    .map(({ oid, mode }) => ({ oid, mode }));
}

function same(a: Lock, b: Lock): boolean {
  return a.oid === b.oid && a.mode === b.mode;
}
