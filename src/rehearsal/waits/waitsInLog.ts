import type { WaitEvidence } from '../../evidence/WaitEvidence.ts';
import type { LogRecord } from '../../server/log/ServerLog.ts';
import { lockTarget, tableInContext } from './lockTarget.ts';
import { parseLockMessage } from './parseLockMessage.ts';

/** A wait as the log has it: who waited is known by what it ran, the table of a row by its bare name only. */
export interface LoggedWait extends WaitEvidence {
  /** Of a row's table, where the log has no OID. */
  table: string | null;
  sql: string | null;
  /** Whether the log says when it ended. */
  ended: boolean;
}

/** A timestamp of the log is cut to milliseconds: on average the event was half a one later. */
const cutMs = 0.5;

/**
 * The waits that a log tells of. A wait that was cut short is not told to have ended: the backend's next error, its own
 * end, or another wait ends it.
 * @param clockOf from the server's Unix time to the repeat's clock
 * @param untilMs when the observation ended
 */
export function waitsInLog(
  records: readonly LogRecord[],
  clockOf: (serverMs: number) => number,
  untilMs: number,
): LoggedWait[] {
  const waits: LoggedWait[] = [];
  const open = new Map<string, LoggedWait>();
  const close = (session: string, end: WaitEvidence['end'], endMs: number, ended: boolean) => {
    const wait = open.get(session);
    if (!wait) return;
    open.delete(session);
    Object.assign(wait, { end, endMs: Math.max(wait.startMs, endMs), exact: ended, ended });
  };
  for (const record of records) {
    const { session, severity } = record;
    const atMs = clockOf(record.atMs + cutMs);
    const said = parseLockMessage(record.message, record.detail);
    if (said?.kind === 'waits' || said?.kind === 'deadlock') {
      const known = open.get(session);
      // It says so again where it was woken and went on waiting.
      if (!known || Math.abs(known.startMs - (atMs - said.afterMs)) >= againMs) {
        close(session, 'cancelled', atMs - said.afterMs, false);
        const wait = begun(record, said, atMs);
        open.set(session, wait);
        waits.push(wait);
      }
      // An exception handler may keep the error out of the log.
      if (said.kind === 'deadlock') close(session, 'deadlock', atMs, true);
    } else if (said?.kind === 'acquired') {
      const wait = open.get(session);
      if (wait) wait.startMs = atMs - said.afterMs;
      close(session, 'acquired', atMs, true);
    } else if (severity === 'ERROR' || severity === 'FATAL') {
      close(session, endOf(record), atMs, true);
    } else if (severity === 'PANIC' || isCrash(record)) {
      for (const each of [...open.keys()]) close(each, 'unfinished', atMs, true);
    }
  }
  for (const each of [...open.keys()]) close(each, 'unfinished', untilMs, false);
  return waits;
}

/** Two messages of one wait agree on its begin but for the cut and for scheduling between both clocks' readings. */
const againMs = 50;

function begun(
  record: LogRecord,
  { mode, lock, afterMs, holders, queue }: NonNullable<ReturnType<typeof parseLockMessage>>,
  atMs: number,
): LoggedWait {
  const { target, relation } = lockTarget(lock);
  const place = queue.indexOf(record.pid);
  return {
    backend: record.pid,
    on: relation,
    target,
    mode,
    startMs: atMs - afterMs,
    endMs: atMs,
    end: 'unfinished',
    holders,
    queue: place === -1 ? queue : queue.slice(0, place),
    exact: false,
    table: relation === null ? tableInContext(record.context) : null,
    sql: record.statement ?? null,
    ended: false,
  };
}

/** 55P03 lock_not_available, 57014 query_canceled, 40P01 deadlock_detected, 25P04 transaction_timeout (errcodes.txt). */
function endOf({ sqlstate, message }: LogRecord): WaitEvidence['end'] {
  if (sqlstate === '40P01') return 'deadlock';
  if (sqlstate === '55P03' || sqlstate === '25P04') return 'timeout';
  return sqlstate === '57014' && /timeout/.test(message) ? 'timeout' : 'cancelled';
}

/** The postmaster's words when a process of the server was killed (HandleChildCrash in postmaster.c). */
function isCrash({ backendType, message }: LogRecord): boolean {
  return (
    backendType === 'postmaster' &&
    /terminating any other active server processes|immediate shutdown/.test(message)
  );
}
