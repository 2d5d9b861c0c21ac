import type { Facts, MigrationFacts, StatementFacts } from '../analysis/Facts.ts';
import type { Evidence, ServerFacts } from '../evidence/Evidence.ts';
import type { RelationFacts } from '../evidence/RelationFacts.ts';
import type { RuleId } from '../evidence/ruleIds.ts';
import type { ScenarioFacts, Subject, ThresholdName } from '../evidence/ScenarioFacts.ts';
import type { UsableBaseline } from './Baseline.ts';
import type { Finding } from './Finding.ts';

/** What a rule says of itself; docs/rules.md is made of it. */
export interface RuleDescription {
  id: RuleId;
  /** What it finds, in a short sentence. */
  title: string;
  /** Why that matters. */
  why: string;
  /** When which severity is given. */
  severity: string;
  /** SQL or words: what it finds, and what to do instead. */
  example: { bad: string; good: string };
}

/** One check, in a file of its own, registered in `ruleRegistry.ts`. */
export interface Rule extends RuleDescription {
  check(context: RuleContext): Draft[];
}

/** A finding before acceptances are looked at. */
export type Draft = Omit<Finding, 'id' | 'rule' | 'accepted'>;

export interface RuleContext {
  facts: Facts;
  /** With every threshold. */
  scenario: ScenarioFacts & { thresholds: Record<ThresholdName, number> };
  /** What the catalog said of the relations in plans at each capture. */
  catalogs: NonNullable<Evidence['catalogs']>;
  /** As they were before the migrations, by name. */
  relations: ReadonlyMap<string, RelationFacts>;
  /** ISO timestamp. */
  startedAt: string;
  /** Null where none was opened. */
  server: ServerFacts | null;
  /** Major version of the server, for the remedies. */
  major: number;
  baseline: UsableBaseline | null;
  /** Whether the scenario holds anything against budgets or a baseline; without either, findings only inform. */
  gates: boolean;
  /** Whether a signal ended the run: what failed then may have failed because of that. */
  interrupted: boolean;
}

/** The cause that findings about one statement share. */
export function statementCause(migration: MigrationFacts, statement: number): string {
  return `${migration.id}#${statement}`;
}

export function locationOf(
  migration: MigrationFacts,
  statement: number,
): { file: string; line: number } | null {
  const line = statementOf(migration, statement)?.line;
  return line === undefined ? null : { file: migration.file, line };
}

export function statementOf(migration: MigrationFacts, index: number): StatementFacts | undefined {
  return migration.statements.find((statement) => statement.index === index);
}

/** Of a total: the migration where it is one, else none, as which of them is the longest changes from night to night. */
export function subjectOf(migrations: readonly MigrationFacts[]): Subject {
  const only = migrations.length === 1 ? migrations[0] : undefined;
  return only ? { migration: only.id } : {};
}

/** The statement that took longest, for findings about the whole. */
export function longestStatement(
  migrations: readonly MigrationFacts[],
): { migration: MigrationFacts; statement: number } | null {
  const all = migrations.flatMap((migration) =>
    migration.statements.map((statement) => ({ migration, statement })),
  );
  const longest = all.sort((a, b) => b.statement.durationMs.median - a.statement.durationMs.median)[0];
  return longest ? { migration: longest.migration, statement: longest.statement.index } : null;
}
