import type { MigrationEvidence, StatementEvidence, TransactionEnd } from '../evidence/MigrationEvidence.ts';

/** What one connection ran, in order, as if it were one migration: several in a shared transaction, and all attempts. */
export interface Chronicle {
  /** Its statements are numbered through. */
  whole: MigrationEvidence;
  /** Where each statement of `whole` came from, by its number less one. */
  origins: { migration: MigrationEvidence; statement: number }[];
}

/**
 * Of a repeat's migrations: those that followed each other on one connection together, as in a shared transaction, or
 * where a tool of the author's ran them: a look may have shown what the one held, or what the next did.
 */
export function chroniclesOf(migrations: readonly MigrationEvidence[]): Chronicle[] {
  const groups: MigrationEvidence[][] = [];
  for (const migration of migrations) {
    const last = groups.at(-1)?.[0];
    if (last && last.backend !== null && last.backend === migration.backend) groups.at(-1)!.push(migration);
    else groups.push([migration]);
  }
  return groups.map(chronicleOf);
}

interface Part {
  migration: MigrationEvidence;
  statements: readonly StatementEvidence[];
  ends: readonly TransactionEnd[];
}

function chronicleOf(group: readonly MigrationEvidence[]): Chronicle {
  const parts = group
    .flatMap((migration): Part[] => [
      ...(migration.retried ?? []).map(({ statements, ends }) => ({ migration, statements, ends })),
      { migration, statements: migration.statements, ends: migration.ends },
    ])
    .sort((a, b) => (a.statements[0]?.sentMs ?? 0) - (b.statements[0]?.sentMs ?? 0));
  const origins: Chronicle['origins'] = [];
  const statements: StatementEvidence[] = [];
  const ends: TransactionEnd[] = [];
  for (const part of parts) {
    const numbers = new Map<number, number>();
    for (const statement of part.statements) {
      origins.push({ migration: part.migration, statement: statement.index });
      numbers.set(statement.index, origins.length);
      statements.push({ ...statement, index: origins.length });
    }
    // A transaction that went on ends where the last of its migrations says so.
    for (const end of part.ends)
      if (!end.shared) ends.push({ ...end, statement: numbers.get(end.statement) ?? origins.length });
  }
  const finished = group.flatMap(({ finishedMs }) => finishedMs ?? []);
  const finishedMs = finished.length > 0 ? Math.max(...finished) : null;
  return { whole: { ...group[0]!, statements, ends, finishedMs }, origins };
}
