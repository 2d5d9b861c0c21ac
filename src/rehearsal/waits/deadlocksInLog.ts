import { type LockMode, lockModes } from '../../evidence/LockMode.ts';
import type { DeadlockEvidence, DeadlockParty } from '../../evidence/WaitEvidence.ts';
import type { LogRecord } from '../../server/log/ServerLog.ts';
import { lockTarget, tableInContext } from './lockTarget.ts';
import type { LoggedWait } from './waitsInLog.ts';

const cycleLine = /^Process (\d+) waits for (\w+) on (.+); blocked by process (\d+)\.$/;

/** The deadlocks that a log tells of, each with every party and what it ran (DeadLockReport in deadlock.c). */
export function deadlocksInLog(
  records: readonly LogRecord[],
  waits: readonly LoggedWait[],
  clockOf: (serverMs: number) => number,
): (Omit<DeadlockEvidence, 'parties'> & { parties: (DeadlockParty & { table: string | null })[] })[] {
  return records.flatMap((record) => {
    if (record.sqlstate !== '40P01' || record.detail === null) return [];
    const atMs = clockOf(record.atMs + 0.5);
    const lines = record.detail.split('\n');
    const edges = lines.flatMap((line) => {
      const [, pid, mode, lock, blocker] = cycleLine.exec(line) ?? [];
      if (!isMode(mode)) return [];
      return [{ pid: Number(pid), mode, lock: lock!, blocker: Number(blocker) }];
    });
    const statements = statementsOf(
      record.detail,
      edges.map(({ pid }) => pid),
    );
    const parties = edges.map(({ pid, mode, lock, blocker }) => {
      const { target, relation } = lockTarget(lock);
      const own = waits.find(
        (wait) => wait.backend === pid && wait.startMs <= atMs && wait.endMs >= atMs - 1,
      );
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
  });
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
