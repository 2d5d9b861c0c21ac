import type { StatementShape } from '../evidence/StatementShape.ts';
import type { TransactionPolicy } from '../scenario/runnerNames.ts';

/** The migrations of a directory, in the order in which they run. */
export interface MigrationHistory {
  /** Absolute path. */
  directory: string;
  /** `plain`: `0001_name.sql`, or `.up.sql` with `.down.sql`; `flyway`: `V1__name.sql`, `U1__name.sql`, `R__name.sql`; `folders`: `0001_name/` with `up.sql` and `down.sql`, or `migration.sql`. */
  layout: 'plain' | 'flyway' | 'folders';
  migrations: Migration[];
}

export interface Migration {
  /** The file's name without `.sql` or `.up.sql`, or the folder's name. */
  id: string;
  up: MigrationFile;
  /** Null where no rollback was written. */
  down: MigrationFile | null;
}

export interface MigrationFile {
  /** Absolute path; the same for `up` and `down` where one file holds both. */
  path: string;
  /** Lines of the other direction are blank. */
  text: string;
  /** Empty when `error` is set. */
  statements: Statement[];
  /** What is put around it: BEGIN … COMMIT of its own, or one that all pending ones share, or nothing; `implicit`: it is one query, whose statements PostgreSQL joins. */
  transaction: TransactionPolicy;
  /** Why the file could not be split into statements. */
  error: MigrationSyntaxError | null;
}

export interface MigrationSyntaxError {
  message: string;
  /** From 1. */
  line: number;
  hint: string | null;
  /** SQLSTATE; missing: syntax_error. */
  code?: string;
}

export interface Statement {
  /** From 1. */
  index: number;
  /** Without leading comments and the final semicolon. */
  sql: string;
  /** Of the statement's first token, from 1. */
  line: number;
  /** The parse tree's node, for example `AlterTableStmt`. */
  kind: string;
  /** What it asks for; null where only its text tells. */
  shape: StatementShape | null;
  /** Whether it cannot run inside a transaction block: VACUUM, CREATE INDEX CONCURRENTLY, … */
  standalone: boolean;
  /** Statements with the same number are sent as one query: PostgreSQL joins them in an implicit transaction block. */
  query: number;
  /** Relations that the statement names, as written: `orders`, `shop.orders`. */
  relations: string[];
}
