import type { MigrationFacts, StatementFacts } from '../../analysis/Facts.ts';
import { modeName } from '../../evidence/LockMode.ts';
import { formatDurations, formatSize } from '../../units.ts';
import {
  type Draft,
  locationOf,
  longestStatement,
  type Rule,
  statementCause,
  statementOf,
  subjectOf,
} from '../Rule.ts';
import { remedyFor } from '../remedies/remedyFor.ts';

/** Less than a segment of 16 MB is not worth a word. */
const leastDifference = 16 * 1024 ** 2;

export const migrationWal: Rule = {
  id: 'migration/wal',
  title: 'The migrations wrote much WAL',
  why: 'Replicas and archives must carry all of it: replication lags and disks fill.',
  severity: 'fail over the budget or against the baseline',
  example: {
    bad: 'ALTER TABLE events ALTER COLUMN id TYPE bigint;',
    good: 'ALTER TABLE events ADD COLUMN id_new bigint; -- then fill in batches and swap the names',
  },
  check(context) {
    const { facts, scenario, baseline } = context;
    const largest = largestStatement(facts.migrations) ?? longestStatement(facts.migrations);
    if (!largest) return [];
    const { migration, statement } = largest;
    const bytes = facts.migrations.reduce((total, { walBytes }) => total + walBytes, 0);
    const draft = (judged: Pick<Draft, 'severity' | 'verdict' | 'bound'>): Draft[] => [
      {
        ...judged,
        subject: subjectOf(facts.migrations),
        cause: statementCause(migration, statement),
        location: locationOf(migration, statement),
        measured: { value: bytes, unit: 'bytes' },
        title: `The pending migrations wrote ${formatSize(bytes)} of WAL; ${judged.bound?.kind === 'budget' ? 'the budget is' : 'the baseline was'} ${formatSize(judged.bound?.value ?? 0)}`,
        why: [
          'Replicas and archives must carry all of it: replication lags and disks fill.',
          ...mostWords(migration, statementOf(migration, statement)),
          ...(facts.migrations.some(({ walFrom }) => walFrom === 'server')
            ? ['It is the server’s: what traffic wrote meanwhile is part of it.']
            : []),
        ].join(' '),
        remedy: remedyFor(statementOf(migration, statement), context),
        evidence: facts.migrations.some(({ walFrom }) => walFrom === 'backend')
          ? 'what the migrating backends counted (pg_stat_get_backend_wal)'
          : 'the write-ahead log’s position before and after each migration',
      },
    ];
    const budget = scenario.budgets.walBytes;
    if (budget !== null && bytes > budget) {
      return draft({
        severity: 'fail',
        verdict: 'breached',
        bound: { kind: 'budget', value: budget, unit: 'bytes' },
      });
    }
    const known = facts.migrations.map(
      ({ id }) => baseline?.migrations.find((base) => base.id === id)?.walBytes,
    );
    if (known.some((value) => value === undefined || value === null)) return [];
    const base = known.reduce<number>((total, value) => total + value!, 0);
    if (bytes < base * scenario.thresholds.walRatio || bytes - base < leastDifference) return [];
    return draft({
      severity: 'fail',
      verdict: 'regressed',
      bound: { kind: 'baseline', value: base, unit: 'bytes' },
    });
  },
};

/** The statement that wrote most; null where nobody looked. */
function largestStatement(
  migrations: readonly MigrationFacts[],
): { migration: MigrationFacts; statement: number } | null {
  const bytesOf = ({ work }: StatementFacts) => work?.walBytes ?? 0;
  const all = migrations.flatMap((migration) =>
    migration.statements.map((statement) => ({ migration, statement })),
  );
  const largest = all.sort((a, b) => bytesOf(b.statement) - bytesOf(a.statement))[0];
  if (!largest || bytesOf(largest.statement) === 0) return null;
  return { migration: largest.migration, statement: largest.statement.index };
}

function mostWords({ id }: MigrationFacts, statement: StatementFacts | undefined): string[] {
  if (!statement?.work?.walBytes) return [];
  const { index, rewrites, durationMs, under, work } = statement;
  const what = rewrites.length > 0 ? `, which rewrote ${rewrites.join(', ')},` : '';
  const held = under.map(({ relation, mode }) => ` under ${modeName(mode)} on ${relation}`)[0] ?? '';
  return [
    `Statement ${index} of ${id}${what} wrote ${formatSize(work.walBytes ?? 0)} of it in ${formatDurations(durationMs.low, durationMs.high)}${held}.`,
  ];
}
