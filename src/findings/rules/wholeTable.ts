import type { MigrationFacts, StatementFacts } from '../../analysis/Facts.ts';
import { blocks } from '../../analysis/lockConflicts.ts';
import { type LockMode, modeName } from '../../evidence/LockMode.ts';
import { formatCount, formatDuration, formatDurations, formatSize } from '../../units.ts';
import { type Draft, locationOf, type Rule, type RuleContext, statementCause } from '../Rule.ts';
import { remedyFor } from '../remedies/remedyFor.ts';

/** Every row was written anew. */
export const migrationRewrite: Rule = {
  id: 'migration/rewrite',
  title: 'A statement wrote a whole relation anew',
  why: 'Every row is written and every index rebuilt: time, WAL and disk grow with the table.',
  severity:
    'fail where the baseline did not have it; warn under a lock that blocks reads or writes; else info',
  example: {
    bad: 'ALTER TABLE orders ADD COLUMN key uuid DEFAULT gen_random_uuid();',
    good: 'ALTER TABLE orders ADD COLUMN key uuid; -- then SET DEFAULT, and fill in batches',
  },
  check: (context) => eachStatement(context, 'rewrites'),
};

/** Every row was read, to check a constraint or to build an index. */
export const migrationScan: Rule = {
  id: 'migration/scan',
  title: 'A statement read a whole relation',
  why: 'Every row is read to check a constraint or to build an index: time grows with the table.',
  severity:
    'fail where the baseline did not have it; warn under a lock that blocks reads or writes; else info',
  example: {
    bad: 'ALTER TABLE orders ADD CHECK (total >= 0);',
    good: 'ALTER TABLE orders ADD CHECK (total >= 0) NOT VALID; -- then VALIDATE CONSTRAINT',
  },
  check: (context) => eachStatement(context, 'scans'),
};

function eachStatement(context: RuleContext, work: 'rewrites' | 'scans'): Draft[] {
  return context.facts.migrations.flatMap((migration) =>
    migration.statements.flatMap((statement) =>
      statement[work].map((relation) => draft(migration, statement, relation, work, context)),
    ),
  );
}

/** Deterministic, so judged strictly: in an accepted run's migration, work that was not there has regressed. */
function draft(
  migration: MigrationFacts,
  statement: StatementFacts,
  relation: string,
  work: 'rewrites' | 'scans',
  context: RuleContext,
): Draft {
  const { baseline, relations } = context;
  const base = baseline?.migrations.find(({ id }) => id === migration.id);
  const isNew = base !== undefined && !base[work].includes(relation);
  const blocking = statement.under.find((held) => held.relation === relation);
  const { low, high } = statement.durationMs;
  const facts = relations.get(relation);
  const size = facts ? ` (${formatSize(facts.bytes)}, ${formatCount(Math.max(0, facts.rows))} rows)` : '';
  const under = blocking ? ` under ${modeName(blocking.mode)}` : '';
  return {
    severity: isNew ? 'fail' : blocking ? 'warn' : 'info',
    verdict: isNew ? 'regressed' : 'observed',
    subject: { migration: migration.id, statement: statement.index, relation },
    cause: statementCause(migration, statement.index),
    location: locationOf(migration, statement.index),
    measured: { value: high, unit: 'ms', low, high },
    bound: isNew ? { kind: 'baseline', value: 0, unit: 'ms' } : null,
    title: `Statement ${statement.index} of ${migration.id} ${work === 'rewrites' ? 'rewrote' : 'read all of'} ${relation}${size} in ${formatDurations(low, high)}${waitedWords(migration, statement)}${under}`,
    why: [
      work === 'rewrites'
        ? `Every row is written anew, and every index rebuilt${wroteWords(statement)}: time, WAL and disk grow with the table.`
        : `Every row is read before the statement ends${purposeWords(statement, relation)}: time grows with the table.`,
      ...(blocking ? [heldWords(migration, relation, blocking.mode)] : []),
    ].join(' '),
    remedy: blocking ? remedyFor(statement, context) : 'Nothing: reads and writes go on meanwhile.',
    evidence: `what the server said at DEBUG1 during statement ${statement.index} of ${migration.id}, the relations' files and the backend's counters`,
  };
}

/** The time of its own queue is no work: a hold that is told beside it is shorter by that. */
function waitedWords({ id, waits }: MigrationFacts, { index, durationMs }: StatementFacts): string {
  const own = waits.filter(
    ({ waiter, end }) =>
      waiter.role === 'migration' && waiter.name === id && waiter.statement === index && end === 'acquired',
  );
  const longest = Math.max(0, ...own.map(({ maxMs }) => maxMs));
  return longest < durationMs.high / 10
    ? ''
    : `, of which it waited up to ${formatDuration(longest)} for a lock,`;
}

function wroteWords({ work }: StatementFacts): string {
  return work?.walBytes ? ` (${formatSize(work.walBytes)} of WAL)` : '';
}

function purposeWords({ work }: StatementFacts, relation: string): string {
  const builds = work?.indexBuilds.filter(({ table }) => table === relation) ?? [];
  const keys = work?.foreignKeys.filter(({ table }) => table === relation) ?? [];
  const purposes = [
    ...builds.map(
      ({ index, workers }) =>
        `to build index ${index}${workers > 0 ? ` with ${workers} parallel ${workers === 1 ? 'worker' : 'workers'}` : ' serially'}`,
    ),
    ...keys.map(({ constraint, references }) => `to check ${constraint} against ${references}`),
  ];
  return purposes.length > 0 ? `, ${[...new Set(purposes)].join(' and ')}` : '';
}

/** As long as the lock was held, which may be longer than the statement took. */
function heldWords({ holds }: MigrationFacts, relation: string, mode: LockMode): string {
  const hold = holds.find((one) => one.relation === relation && one.mode === mode);
  const time = hold ? ` for ${formatDurations(hold.lowMs, hold.highMs)}` : ' meanwhile';
  const waiting = blocks(mode).includes('reads') ? 'reads and writes wait' : 'writes wait';
  return `${modeName(mode)} is held${time}, and ${waiting} for it.`;
}
