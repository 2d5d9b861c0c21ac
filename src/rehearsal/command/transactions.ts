import type { ObservedStatement } from './ObservedStatement.ts';

/** A transaction of a tool's, with its end in Unix time, in milliseconds. */
export interface ObservedTransaction {
  /** All of its statements, control included, in order. */
  statements: ObservedStatement[];
  /** Whether BEGIN made it; else it is of one message, or of one statement. */
  explicit: boolean;
  /** Null where nothing was heard of its end. */
  end: { kind: 'commit' | 'rollback'; sentMs: number; endedMs: number } | null;
}

/** @param endMs when the tool had ended, and its sessions with it */
export function transactionsOf(
  statements: readonly ObservedStatement[],
  endMs: number,
): Map<string, ObservedTransaction> {
  const grouped = new Map<string, ObservedStatement[]>();
  for (const statement of statements)
    grouped.set(statement.transaction, [...(grouped.get(statement.transaction) ?? []), statement]);
  const heardNext = (of: ObservedStatement) =>
    statements.find(({ backend, sentMs }) => backend === of.backend && sentMs > of.sentMs)?.sentMs ?? endMs;
  return new Map(
    [...grouped].map(([key, of]) => {
      const explicit = of.some(
        ({ kind, sql }) => kind === 'TransactionStmt' && /^(?:begin|start)\b/i.test(sql),
      );
      const end = errorEnd(of, heardNext) ?? (explicit ? explicitEnd(of) : implicitEnd(of, heardNext));
      return [key, { statements: of, explicit, end }];
    }),
  );
}

type Next = (of: ObservedStatement) => number;

/** An error releases the locks by itself, after it has been logged (elog.c, postgres.c) and before anything else runs. */
function errorEnd(of: readonly ObservedStatement[], heardNext: Next): ObservedTransaction['end'] {
  const failed = of.find(({ error }) => error);
  // Back to a savepoint, the transaction goes on.
  if (!failed || of.some(({ sql, sentMs }) => toSavepoint.test(sql) && sentMs >= failed.sentMs)) return null;
  return { kind: 'rollback', sentMs: failed.sentMs, endedMs: heardNext(failed) };
}

const toSavepoint = /^rollback\s+(?:(?:work|transaction)\s+)?to\b/i;

function explicitEnd(of: readonly ObservedStatement[]): ObservedTransaction['end'] {
  const last = of.findLast(
    ({ kind, sql }) =>
      kind === 'TransactionStmt' &&
      /^(?:commit|end|rollback|abort|prepare)\b/i.test(sql) &&
      !toSavepoint.test(sql),
  );
  if (!last) return null;
  const kind = /^(?:rollback|abort)\b/i.test(last.sql) ? 'rollback' : 'commit';
  return { kind, sentMs: last.sentMs, endedMs: last.endedMs ?? last.sentMs };
}

/** A message's transaction ends within it; one of the extended protocol at the next Sync, which nobody logs. */
function implicitEnd(of: readonly ObservedStatement[], heardNext: Next): ObservedTransaction['end'] {
  const last = of.at(-1)!;
  if (last.endedMs === null) return null;
  if (last.extended) return { kind: 'commit', sentMs: last.endedMs, endedMs: heardNext(last) };
  return { kind: 'commit', sentMs: last.after?.atMs ?? last.sentMs, endedMs: last.endedMs };
}
