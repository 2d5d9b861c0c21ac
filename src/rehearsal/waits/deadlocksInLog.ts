import { type LockMode, lockModes } from '../../evidence/LockMode.ts';
import type { DeadlockEvidence, DeadlockParty } from '../../evidence/WaitEvidence.ts';
import type { LogRecord } from '../../server/log/ServerLog.ts';
import { lockTarget, tableInContext } from './lockTarget.ts';
import type { LoggedWait } from './waitsInLog.ts';

const cycleLine = /^Process (\d+) waits for (\w+) on (.+); blocked by process (\d+)\.$/;

type LoggedParty = DeadlockParty & { table: string | null };
export type LoggedDeadlock = Omit<DeadlockEvidence, 'parties'> & { parties: LoggedParty[] };

/**
 * The deadlocks that a log tells of, each with every party and what it ran: as the error has it (DeadLockReport in
 * deadlock.c), or where an exception handler kept that out of the log, from who waited for whom.
 */
export function deadlocksInLog(
  records: readonly LogRecord[],
  waits: readonly LoggedWait[],
  clockOf: (serverMs: number) => number,
): LoggedDeadlock[] {
  const told = records.flatMap((record) => {
    if (record.sqlstate !== '40P01' || record.detail === null) return [];
    return toldBy(record, record.detail, waits, clockOf(record.atMs + 0.5));
  });
  const untold = waits.filter(
    ({ end, backend, endMs }) =>
      end === 'deadlock' &&
      !told.some(({ victim, atMs }) => victim === backend && Math.abs(atMs - endMs) < nearMs),
  );
  return [...told, ...untold.flatMap((wait) => cycleOf(wait, waits))].sort((a, b) => a.atMs - b.atMs);
}

/** Between the message of the wait that found a deadlock and the error that followed. */
const nearMs = 500;

function toldBy(
  record: LogRecord,
  detail: string,
  waits: readonly LoggedWait[],
  atMs: number,
): LoggedDeadlock[] {
  const edges = detail.split('\n').flatMap((line) => {
    const [, pid, mode, lock, blocker] = cycleLine.exec(line) ?? [];
    return isMode(mode) ? [{ pid: Number(pid), mode, lock: lock!, blocker: Number(blocker) }] : [];
  });
  const statements = statementsOf(
    detail,
    edges.map(({ pid }) => pid),
  );
  const parties = edges.map(({ pid, mode, lock, blocker }): LoggedParty => {
    const { target, relation } = lockTarget(lock);
    const own = waits.find((wait) => wait.backend === pid && isOpenAt(wait, atMs));
    const table = pid === record.pid ? tableInContext(record.context) : null;
    return {
      backend: pid,
      on: relation ?? own?.on ?? null,
      table: relation === null ? (own?.table ?? table) : null,
      target,
      mode,
      blockedBy: blocker,
      sql: statements.get(pid) ?? '',
    };
  });
  return parties.length === 0 ? [] : [{ atMs, victim: record.pid, parties }];
}

/** From the one that gave up, over those in its way that waited themselves, back to it. */
function cycleOf(victim: LoggedWait, waits: readonly LoggedWait[]): LoggedDeadlock[] {
  const atMs = victim.endMs;
  const search = (path: readonly LoggedWait[]): readonly LoggedWait[] | null => {
    const last = path.at(-1)!;
    const inFront = [...last.holders, ...last.queue];
    if (inFront.includes(victim.backend)) return path;
    for (const backend of inFront) {
      const next = waits.find((wait) => wait.backend === backend && isOpenAt(wait, atMs));
      if (!next || path.includes(next)) continue;
      const found = search([...path, next]);
      if (found) return found;
    }
    return null;
  };
  const path = search([victim]);
  if (!path || path.length < 2) return [];
  const parties = path.map(({ backend, on, table, target, mode, sql }, index) => {
    const blockedBy = path[(index + 1) % path.length]!.backend;
    return { backend, on, table, target, mode, blockedBy, sql: sql ?? '' };
  });
  return [{ atMs, victim: victim.backend, parties }];
}

function isOpenAt({ startMs, endMs }: LoggedWait, atMs: number): boolean {
  return startMs <= atMs + 1 && endMs >= atMs - 1;
}

function isMode(word: string | undefined): word is LockMode {
  return lockModes.some((mode) => mode === word);
}

/** `Process 123: UPDATE …` for each, in the cycle's order, after its lines. A statement may have lines that look alike. */
function statementsOf(detail: string, pids: readonly number[]): Map<number, string> {
  const statements = new Map<number, string>();
  let rest = detail;
  for (const [index, pid] of pids.entries()) {
    const from = rest.indexOf(`\nProcess ${pid}: `);
    if (from === -1) break;
    rest = rest.slice(from + `\nProcess ${pid}: `.length);
    const next = pids[index + 1];
    const to = next === undefined ? -1 : rest.indexOf(`\nProcess ${next}: `);
    statements.set(pid, to === -1 ? rest : rest.slice(0, to));
  }
  return statements;
}
