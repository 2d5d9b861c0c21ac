import type { Facts, MigrationFacts } from '../../analysis/Facts.ts';
import { type Draft, type Rule, statementCause } from '../Rule.ts';
import { commandFailed } from './commandOutcome.ts';

export const migrationFailed: Rule = {
  id: 'migration/failed',
  title: 'A migration failed',
  why: 'In production the deploy stops here, half-way where the migration is not one transaction.',
  severity: 'fail, with or without budgets',
  example: {
    bad: 'CREATE UNIQUE INDEX users_email ON users (email); -- over duplicates',
    good: 'Merge the duplicates in an earlier migration, then create the index.',
  },
  check({ facts, scenario, interrupted }) {
    const statements = facts.migrations
      .filter(({ status }) => status === 'failed')
      .flatMap((migration) => {
        // Without an answer of the server's it was not the migration that failed, but the rehearsal.
        const statement = migration.statements.find(({ error }) => error);
        if (!statement?.error || endedFromOutside(statement.error.code, facts, interrupted)) return [];
        const { error, index, line } = statement;
        return {
          severity: 'fail',
          verdict: 'observed',
          subject: { migration: migration.id, statement: index },
          cause: statementCause(migration, index),
          location: { file: migration.file, line },
          measured: null,
          bound: null,
          title: `Statement ${index} of ${migration.id} failed: ${error.message}`,
          why: [
            error.detail,
            `PostgreSQL's code is ${error.code}. In production, the deploy stops here.`,
            rolledBackWith(migration, facts),
          ]
            .filter(Boolean)
            .join(' '),
          remedy: error.hint?.replace(/\s+/g, ' ') ?? remedyForCode(error.code),
          evidence: `${migration.file}:${line}`,
        } satisfies Draft;
      });
    return statements.length > 0 || interrupted ? statements : commandFailed(facts, scenario);
  },
};

/** Its session was ended with a command whose time was over, or by a signal to us: the statement is not what was wrong. */
function endedFromOutside(code: string, { command }: Facts, interrupted: boolean): boolean {
  return code === '57P01' && command !== null && (command.late || interrupted);
}

/** In a shared transaction, what ran before it is undone, too. */
function rolledBackWith({ id }: MigrationFacts, { migrations }: Facts): string {
  const undone = migrations.filter(({ rolledBackBy }) => rolledBackBy === id).map((other) => other.id);
  return undone.length === 0 ? '' : `${undone.join(', ')}, in the same transaction, was rolled back with it.`;
}

/** By SQLSTATE, from PostgreSQL's appendix "Error Codes". */
function remedyForCode(code: string): string {
  const remedies: Record<string, string> = {
    '23505':
      'Find the duplicates with GROUP BY … HAVING count(*) > 1, decide which row stays, and merge them in an earlier migration.',
    '23502': 'Fill the NULLs in an earlier migration, in batches, before the constraint.',
    '23503':
      'Remove or repair the rows whose parent is missing, then add the foreign key NOT VALID and VALIDATE it.',
    '23514': 'Repair the rows that violate the check, then add it NOT VALID and VALIDATE it.',
    '42601': 'Correct the syntax; the line is that of the statement’s first token.',
    '42P01': 'Check the order of the migrations: the relation does not exist at this point.',
    '42703': 'Check the order of the migrations: the column does not exist at this point.',
    '25001':
      'Put the statement into a migration of its own, and switch its transaction off in the way that your migration tool has for it.',
    '55P03': 'Another session held the lock longer than lock_timeout: retry when traffic is low.',
  };
  return (
    remedies[code] ?? 'Read the statement at the location below, correct it, and run the scenario again.'
  );
}
