import type { Migration } from '../../migrations/MigrationHistory.ts';

/** Where a migration's file has a statement, white space and comments apart; its first line where it is a program's. */
export function lineOf(sql: string, migration: Migration | null): number {
  const wanted = plain(sql);
  return migration?.up.statements.find((statement) => plain(statement.sql) === wanted)?.line ?? 1;
}

function plain(sql: string): string {
  return sql.replace(/\s+/g, ' ').replace(/;\s*$/, '').trim();
}
