import type {
  MigrationEvidence,
  StatementEvidence,
  TransactionEnd,
} from '../../evidence/MigrationEvidence.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import type { ServerTime } from '../waits/ServerTime.ts';
import { namesInNotices } from '../work/namesInNotices.ts';
import { lineOf } from './lineOf.ts';
import type { Snapshot } from './lockSnapshots.ts';
import type { ObservedStatement } from './ObservedStatement.ts';
import type { ObservedTransaction } from './transactions.ts';

/** What is known of all of a tool's statements; `time` turns their times into the repeat's. */
export interface Known {
  time: ServerTime;
  transactions: ReadonlyMap<string, ObservedTransaction>;
  snapshots: ReadonlyMap<ObservedStatement, Snapshot>;
  lockTimeouts: ReadonlyMap<ObservedStatement, number | null>;
  /** Migrations whose work a transaction holds, by transaction. */
  sharers: ReadonlyMap<string, ReadonlySet<string>>;
  walBetween(fromMs: number, toMs: number): number | null;
}

/** The log has whole milliseconds, cut: what ended in one ended before the next. */
const tickMs = 1;

/** The earliest and the latest that a moment may have been. */
function early(time: ServerTime, serverMs: number): number {
  return time.clockOf(serverMs) - time.errorMs;
}
function late(time: ServerTime, serverMs: number): number {
  return time.clockOf(serverMs + tickMs) + time.errorMs;
}

/** Writes what a tool did for one migration into its evidence; nothing where it did nothing. */
export function fillMigration(
  evidence: MigrationEvidence,
  work: readonly ObservedStatement[],
  migration: Migration | null,
  known: Known,
): void {
  const backend = busiest(work);
  const own = work.filter((statement) => statement.backend === backend);
  if (own.length === 0) return;
  const transactions = [...new Set(own.map(({ transaction }) => transaction))];
  evidence.backend = backend;
  evidence.transaction = policyOf(transactions, own, known);
  evidence.statements = own.map((statement, i) => statementEvidence(statement, i + 1, migration, known));
  evidence.ends = transactions.flatMap((key) => endOf(key, evidence.id, own, known) ?? []);
  const alone = (key: string) => known.sharers.get(key)!.size === 1;
  const first = known.transactions.get(transactions[0]!)!;
  // BEGIN, and what the tool itself does before, are its own where the transaction is.
  const begun = alone(transactions[0]!) && first.explicit ? first.statements[0]!.sentMs : own[0]!.sentMs;
  evidence.startedMs = early(known.time, begun);
  const end = evidence.ends.at(-1);
  evidence.finishedMs = Math.max(
    evidence.statements.at(-1)!.acknowledgedMs,
    end && !end.shared ? end.acknowledgedMs : 0,
  );
  evidence.walFrom = 'server';
  evidence.walBytes = known.walBetween(evidence.startedMs, evidence.finishedMs);
}

function busiest(work: readonly ObservedStatement[]): number | null {
  const ms = new Map<number, number>();
  for (const { backend, sentMs, endedMs } of work)
    ms.set(backend, (ms.get(backend) ?? 0) + 1 + (endedMs ?? sentMs) - sentMs);
  return [...ms].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function policyOf(
  transactions: readonly string[],
  own: readonly ObservedStatement[],
  { transactions: all, sharers }: Known,
): MigrationEvidence['transaction'] {
  const [key] = transactions;
  if (transactions.length !== 1 || key === undefined) return 'none';
  if (sharers.get(key)!.size > 1) return 'shared';
  if (all.get(key)!.explicit) return 'own';
  return own.length > 1 || own[0]!.amongOthers ? 'implicit' : 'none';
}

function endOf(
  key: string,
  id: string,
  own: readonly ObservedStatement[],
  { transactions, sharers, time }: Known,
): TransactionEnd | null {
  const { end, statements } = transactions.get(key)!;
  const index = own.findLastIndex(({ transaction }) => transaction === key);
  if (!end || (statements.length === 1 && own[index]!.standalone)) return null;
  return {
    statement: index + 1,
    kind: end.kind,
    sentMs: early(time, end.sentMs),
    acknowledgedMs: late(time, end.endedMs),
    // The last of those that share it is the one that it ends with.
    ...([...sharers.get(key)!].at(-1) === id ? {} : { shared: true as const }),
  };
}

function statementEvidence(
  statement: ObservedStatement,
  index: number,
  migration: Migration | null,
  { time, snapshots, transactions, lockTimeouts }: Known,
): StatementEvidence {
  const { sql, kind, sentMs, endedMs, notices, error, after } = statement;
  const alone = transactions.get(statement.transaction)!.statements.length === 1 && statement.standalone;
  const snapshot = alone ? undefined : snapshots.get(statement);
  const named = new Set(namesInNotices(notices).tables);
  const bearers = (after?.locks ?? []).filter(({ name }) => name !== null && named.has(name));
  return {
    index,
    sql,
    line: lineOf(sql, migration),
    kind: kind || 'Unparsed',
    shape: statement.shape,
    sentMs: early(time, sentMs),
    acknowledgedMs: late(time, endedMs ?? sentMs),
    lockTimeoutMs: lockTimeouts.get(statement) ?? null,
    notices: [...notices],
    locksAfter: snapshot?.locksAfter ?? null,
    ...(error ? {} : { locksFrom: snapshot?.locksFrom ?? 'samples' }),
    ...(bearers.length > 0 ? { tablesNamed: uniqueNames(bearers) } : {}),
    newFiles: [],
    error,
  };
}

function uniqueNames(
  locks: readonly { oid: number; name: string | null }[],
): { name: string; oid: number }[] {
  return [...new Map(locks.map(({ oid, name }) => [oid, { name: name!, oid }])).values()];
}
