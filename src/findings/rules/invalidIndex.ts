import type { MigrationFacts, StatementFacts } from '../../analysis/Facts.ts';
import type { InvalidIndex } from '../../evidence/MigrationEvidence.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { formatCount, formatDurations, formatSize } from '../../units.ts';
import { type Draft, locationOf, type Rule, statementCause } from '../Rule.ts';

export const invalidIndex: Rule = {
  id: 'migration/invalid-index',
  title: 'An index was left invalid',
  why: 'The planner never uses it, every write pays for it, and IF NOT EXISTS passes over it the next time.',
  severity: 'fail where there are budgets or a baseline, else warn; warn for one of a partitioned table',
  example: {
    bad: 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email_key ON users (email);',
    good: 'DROP INDEX CONCURRENTLY IF EXISTS users_email_key; -- then remove the duplicates, and create it anew',
  },
  check({ facts, gates, baseline, relations }) {
    return facts.migrations.flatMap((migration) =>
      migration.invalidIndexes.map((index): Draft => {
        const known = baseline?.migrations
          .find(({ id }) => id === migration.id)
          ?.invalidIndexes?.includes(index.name);
        const fails = gates && !known && !index.partitioned;
        const statement = statementOfIndex(index, migration);
        return {
          severity: fails ? 'fail' : 'warn',
          verdict: fails ? 'regressed' : 'observed',
          subject: { migration: migration.id, statement: statement.index, relation: index.table },
          cause: statementCause(migration, statement.index),
          location: locationOf(migration, statement.index),
          measured: null,
          bound: null,
          title: `${migration.id} left index ${index.name} of ${index.table} invalid`,
          ...(index.partitioned
            ? partitionedWords(index)
            : failedWords(index, statement, relations.get(index.table))),
          evidence: `migration ${migration.id}, pg_index.indisvalid after it`,
        };
      }),
    );
  },
};

/** The one that names it; one that failed; else the last. */
function statementOfIndex({ name }: InvalidIndex, { statements }: MigrationFacts): StatementFacts {
  const bare = name.split('.').at(-1)!.replaceAll('"', '');
  return (
    statements.find(({ sql }) => sql.includes(bare)) ??
    statements.find(({ error }) => error !== null) ??
    statements.at(-1)!
  );
}

function failedWords(
  { name, table }: InvalidIndex,
  { durationMs }: StatementFacts,
  facts: RelationFacts | undefined,
): { why: string; remedy: string } {
  const size = facts ? ` (${formatSize(facts.bytes)}, ${formatCount(Math.max(0, facts.rows))} rows)` : '';
  return {
    why: `Its concurrent build on ${table}${size} did not end well after ${formatDurations(durationMs.low, durationMs.high)} under SHARE UPDATE EXCLUSIVE. The planner never uses the index, every write keeps it up all the same, and CREATE INDEX … IF NOT EXISTS passes over it the next time.`,
    remedy: `DROP INDEX CONCURRENTLY ${name}, remove what made the build fail (duplicates, a timeout, a deadlock), and create it again. In the migration, let DROP INDEX CONCURRENTLY IF EXISTS stand before CREATE INDEX CONCURRENTLY.`,
  };
}

function partitionedWords({ name, table }: InvalidIndex): { why: string; remedy: string } {
  return {
    why: `Until every partition of ${table} has an index of its own attached, the index is used by no plan and holds no partition that is added later to it.`,
    remedy: `Create the index of each partition CONCURRENTLY, then ALTER INDEX ${name} ATTACH PARTITION for each; with the last one it becomes valid.`,
  };
}
