import type { Queue } from '../../analysis/queues.ts';
import type { StatementError } from '../../evidence/MigrationEvidence.ts';
import type { Finding } from '../../findings/Finding.ts';
import type { Hold, MigrationResult, QueryResult, Stall } from '../../findings/Result.ts';
import type { Cause } from './causes.ts';
import { stallsOf, worstOf } from './figures.ts';
import { locationOfAny, queryOf } from './locationOf.ts';

/** What the result says about the thing that a cause is about. */
export interface CauseFacts {
  /** The migration, and its statement where it is about one. */
  migration: { id: string; file: string; line: number | null } | null;
  statement: { index: number; sql: string } | null;
  /** Each with the finding about it, where there is one. */
  holds: { hold: Hold; finding: Finding | null }[];
  rewrites: string[];
  scans: string[];
  stall: { stall: Stall; finding: Finding | null } | null;
  /** Locks of the statement behind which others queue, and that findings are about. */
  queues: Queue[];
  error: StatementError | null;
  /** Key queries that findings are about, in the findings' order. */
  queries: QueryResult[];
  projection: MigrationResult['projection'];
}

export function causeFacts(cause: Cause): CauseFacts {
  const { scenario, findings } = cause;
  const subject = Object.assign(
    {},
    ...findings.map((finding) => finding.subject).reverse(),
  ) as Finding['subject'];
  const queries = [...new Set(findings.flatMap((finding) => queryOf(scenario, finding) ?? []))];
  const blame = queries[0]?.blame;
  const touched = subject.migration !== undefined;
  const migration = scenario.migrations.find(({ id }) => id === (subject.migration ?? blame?.migration));
  const number = touched ? subject.statement : blame?.statement;
  const statement = migration?.statements.find(({ index }) => index === number);
  const location = locationOfAny(scenario, findings);
  return {
    migration: migration
      ? { id: migration.id, file: migration.file, line: statement?.line ?? location?.line ?? null }
      : null,
    statement: statement ? { index: statement.index, sql: statement.sql } : null,
    // Of a statement that findings are about: what else is only to blame for a plan held is no part of it.
    holds: migration && touched ? holdsOf(migration, findings, statement?.index) : [],
    rewrites: touched ? (statement?.rewrites ?? []) : [],
    scans: touched ? (statement?.scans ?? []) : [],
    stall: migration && statement && touched ? stallOf(migration, findings, statement.index) : null,
    queues: migration ? queuesOf(migration, findings) : [],
    error: statement?.error ?? queries.map(errorOf).find((error) => error !== null) ?? null,
    queries,
    projection:
      !touched || (statement && !isLongest(migration!, statement.index))
        ? null
        : (migration?.projection ?? null),
  };
}

function errorOf({ after, afterDeploy }: QueryResult): StatementError | null {
  return after.error ?? afterDeploy.error;
}

/** A projection is of the whole migration: it is told where most of its time went. */
function isLongest({ statements }: MigrationResult, index: number): boolean {
  const longest = [...statements].sort((a, b) => b.durationMs.high - a.durationMs.high)[0];
  return longest?.index === index;
}

/** The holds that findings are about; without any, the worst one of the statement. */
function holdsOf(
  { holds }: MigrationResult,
  findings: Finding[],
  statement: number | undefined,
): CauseFacts['holds'] {
  const taken = holds.filter((hold) => statement === undefined || hold.statement === statement);
  const named = findings
    .filter(({ rule }) => rule === 'lock/hold')
    .flatMap((finding) => {
      const { relation, mode } = finding.subject;
      const matching = taken.filter(
        (hold) => hold.relation === (relation ?? hold.relation) && hold.mode === (mode ?? hold.mode),
      );
      const hold = worstOf(matching);
      return hold ? [{ hold, finding }] : [];
    });
  if (named.length > 0 || statement === undefined) return named;
  const worst = worstOf(taken);
  return worst ? [{ hold: worst, finding: null }] : [];
}

function queuesOf({ queues }: MigrationResult, findings: Finding[]): Queue[] {
  const named = findings.filter(({ rule }) => rule === 'lock/queue').map(({ subject }) => subject);
  return queues.filter(({ statement, relation }) =>
    named.some((subject) => subject.statement === statement && subject.relation === relation),
  );
}

function stallOf(migration: MigrationResult, findings: Finding[], statement: number): CauseFacts['stall'] {
  const stalls = stallsOf(migration, statement);
  if (stalls.length === 0) return null;
  const finding = findings.find(({ rule }) => rule === 'lock/stall') ?? null;
  const stall = stalls.reduce((a, b) => (a.maxMs >= b.maxMs ? a : b));
  return { stall, finding };
}
