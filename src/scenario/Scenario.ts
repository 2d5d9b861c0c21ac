/**
 * What an author writes in a scenario file. Every field is checked again when the file is loaded, so that
 * a mistake names the file, the field, what was expected and what was found.
 */

import type { LockMode } from '../evidence/LockMode.ts';
import type { RuleId } from '../evidence/ruleIds.ts';
import type { Subject } from '../evidence/ScenarioFacts.ts';
import type { Duration, Size } from '../units.ts';
import type { AutoData } from './auto.ts';
import type { TableRows } from './columns/TableDeclaration.ts';
import type { RunnerName, TransactionPolicy } from './runnerNames.ts';

/** `Query`: the names of the key queries, so that traffic can only name those. */
export interface Scenario<Query extends string = string> {
  /** Lower-case words joined by hyphens; names files and report anchors. */
  name: string;
  /** One sentence: what production looks like and what is risky. */
  description?: string;
  tags?: readonly string[];
  /** Production's server, matched exactly or refused. */
  postgres?: PostgresSpec;
  /** The state before the pending migrations: earlier migrations (default), a schema file, or a command. */
  base?: 'migrations' | SchemaBase | { command: string };
  /**
   * What the base needs and does not bring: SQL files, relative to the scenario, or commands. Roles and extensions are
   * made before the base (a list means that), this month's partitions after it.
   */
  prepare?: readonly PrepareStep[] | { before?: readonly PrepareStep[]; after?: readonly PrepareStep[] };
  migrations: MigrationsSpec;
  /** Tables with their row counts at `--scale 1`, in any order; or `auto({ rows })` for every table that the base has; or rows from elsewhere. */
  data?: readonly TableRows[] | AutoData | RestoredData | CommandData;
  /** SQL files with hand-written rows, run after the data is loaded; paths relative to the scenario. */
  fixtures?: readonly string[];
  /** An ISO timestamp: what the data and `$now` mean by now, so that nights compare. */
  now?: string;
  /** The queries whose plans matter, by name. */
  queries?: Readonly<Record<Query, KeyQuery>>;
  /**
   * More key queries: `.sql` files, folders and patterns (`./queries/**\/*.sql`), relative to the scenario. One is called
   * as its file, or as the header before it (`-- name: orders-of-customer`); its parameters are `'auto'`, unless
   * `queries` has them under its name.
   */
  queryFiles?: readonly string[];
  /** An export of pg_stat_statements, whose statements become key queries, with their weight. */
  workload?: string | Workload;
  /** Load on the database while the migrations run. */
  traffic?: readonly Traffic<NoInfer<Query>>[];
  /** Transactions that production always has running, and that hold locks when the migrations begin: a report, a backup. */
  longTransactions?: readonly LongTransaction[];
  /**
   * How long a transaction of ours stays open on each relation that a migration locks strongly, on a clone of its own, to
   * show who queues; false for not at all. Default 2 s.
   */
  queueProbe?: Duration | false;
  /**
   * What is known of production: the path of a file that `pgrehearse production capture` wrote, relative to the
   * scenario's file; or rows by relation, over those of a production.json that is found; or false for none, as where
   * the file that would be found is of another database. Default: production.json beside the scenario's file or in
   * the project's folder, where there is one.
   */
  production?: string | false | { rows: Readonly<Record<string, number>> };
  budgets?: Budgets;
  accept?: readonly Acceptance[];
  /** Overrides of the rules' thresholds. */
  thresholds?: Partial<Thresholds>;
}

/** A schema file: a structure.sql, or what pg_dump writes in its plain form. */
export interface SchemaBase {
  /** Relative to the scenario. */
  schema: string;
  /** The git revision to take it from, where today's file has the pending changes already: 'v1.42.0'. */
  at?: string;
}

/** The path of a SQL file, or a command line with the database in DATABASE_URL and PG*. */
export type PrepareStep = string | { command: string };

/** A dump. A full one brings the tables too, and the base is not prepared; one of rows alone goes into the base. */
export interface RestoredData {
  /** A file or folder that pg_dump made, in any of its formats; relative to the scenario. */
  restore: string;
}

/** A program that fills the base's tables. */
export interface CommandData {
  /**
   * For the shell, in the scenario's folder, with the database in DATABASE_URL and PGHOST, PGPORT, PGUSER, PGPASSWORD,
   * PGDATABASE, and with PGREHEARSE_SCALE and PGREHEARSE_SEED.
   */
  command: string;
  /** Files and folders that its rows depend on, beside those that the command names: what it made is kept until one changes. */
  inputs?: readonly string[];
}

export const serverKinds = ['embedded', 'container', 'url', 'binaries'] as const;
export type ServerKind = (typeof serverKinds)[number];

export interface PostgresSpec {
  /** Which server to use; without it the first that fits of embedded, container, binaries. */
  server?: ServerKind;
  /** Major version (18), or exact version ('18.4'). */
  version?: number | string;
  /** GUCs as in postgresql.conf, while anything is timed. */
  settings?: Readonly<Record<string, string | number | boolean>>;
  timezone?: string;
  encoding?: string;
  /** A locale of the server's C library, or `icu:<language tag>` for ICU's. */
  locale?: string;
  extensions?: readonly string[];
  /** The container server's image; default `postgres:<version>`. */
  image?: string;
}

export type MigrationsSpec = MigrationFiles | MigrationCommand;

export interface MigrationFiles {
  /** Relative to the scenario's file. */
  directory: string;
  /** Which migrations are rehearsed; the earlier ones make the base. Default: the last one. */
  pending?: PendingSpec;
  /** The tool that runs them on production, whose transactions they are given. Default: what the directory looks like. */
  runner?: RunnerName;
  /**
   * What is put around a file, where the tool leaves that to an option: `shared` for Flyway's group, `own` for
   * node-pg-migrate's --no-single-transaction, `none` for golang-migrate's x-multi-statement. A marker in a file goes before.
   */
  transaction?: TransactionPolicy;
  /** Values that the tool fills in for `${name}`. */
  placeholders?: Readonly<Record<string, string>>;
  /** Set before each attempt to run a file, or, outside a transaction, a statement. */
  lockTimeout?: Duration;
  /** How often what ended at lock_timeout is tried again, after a pause (default: 1 s). Default: 0. */
  retries?: number | { times: number; pause: Duration };
}

/** Any migration tool, run as a deploy runs it and watched from the server's side. */
export interface MigrationCommand {
  /**
   * For the shell, in the scenario's folder, with the database in DATABASE_URL and PGHOST, PGPORT, PGUSER, PGPASSWORD,
   * PGDATABASE, and in place of {url}, {jdbcUrl}, {host}, {port}, {user}, {password} and {database}.
   */
  command: string;
  /** Where its migrations lie, relative to the scenario's file; without it, all that it records is pending. */
  directory?: string;
  /** Of the directory: which migrations it has to apply; the base lacks them. Default: the last one. */
  pending?: PendingSpec;
  /** Undoes what the command has applied. */
  down?: { command: string };
  /** Variables for both, with the same words in braces. */
  env?: Readonly<Record<string, string>>;
  /** Where the tool writes down what it has applied, where that is none of the tables that pgrehearse knows. */
  historyTable?: string;
  /** Each of them is ended after this long; default: 30 min. */
  timeLimit?: Duration;
}

/**
 * `from` is inclusive and matches an id or its leading number; `since` is a git revision; `production` means what
 * production.json does not list as applied.
 */
export type PendingSpec = { from: string } | { since: string } | { production: true } | { last: number };

/**
 * Its text stands in the scenario, or in a file (of one query, or of several, of which it takes the one of its name).
 * With neither it adds to the query of its name in `queryFiles`.
 */
export type KeyQuery = KeyQueryOptions &
  ({ sql: string; file?: never } | { file: string; sql?: never } | { sql?: never; file?: never });

export interface KeyQueryOptions {
  /**
   * By the name of the set, for $1, $2, … or for named parameters (`:customer_id`); or `'auto'`: from the statistics of
   * the columns that they are compared with (most common, median, rare, absent, NULL; ranges).
   */
  parameters?: 'auto' | Readonly<Record<string, ParameterSet>>;
  /** The role that it runs as, as after SET ROLE: row-level security and privileges are that role's. */
  role?: string;
  /** Settings of its session, such as `'app.tenant_id'` for a policy, or search_path. */
  settings?: Readonly<Record<string, string | number | boolean>>;
  /** Its execution is ended after this long, and its plan without execution kept; default 2 min. */
  timeLimit?: Duration;
  /**
   * That now(), CURRENT_DATE and the like in its text are the scenario's `now`, put there as a literal; default: they are
   * refused, because the plan would change as nights pass.
   */
  now?: 'bound';
  /** That its result must not change: then another one fails, instead of a warning. */
  result?: 'stable';
}

/**
 * Literals in order or by name, where `'$now'` stands for the scenario's `now`; a query whose first row they are; a
 * function of the rows that were loaded, whose numbers are rounded; or `'auto'`, which gives several sets.
 */
export type ParameterSet = ParameterValues | { sql: string } | ParametersOfRows | 'auto';
export type ParameterValue = string | number | boolean | null | readonly (string | number | boolean | null)[];
/** For $1, $2, … in order, or by the names of named parameters. */
export type ParameterValues = readonly ParameterValue[] | Readonly<Record<string, ParameterValue>>;
/** `(rows) => [rows('public.orders') / 2]`. */
export type ParametersOfRows = (rows: RowCounts) => ParameterValues;
/** The rows that a table has, as loaded; its name schema-qualified as PostgreSQL prints it. */
export type RowCounts = (table: string) => number;

/** What production spends its time on. Statements of a shape that `queries` or `queryFiles` has give those their weight. */
export interface Workload {
  /** CSV with a header, or JSON; relative to the scenario. */
  file: string;
  /** How many statements, those with the longest total time first; default 20. */
  top?: number;
  /** Only those of this database: its OID (dbid), or its name where the export has that in a column datname. */
  database?: string | number;
}

/**
 * Statements that start at a rate, whether or not earlier ones have finished: a key query, a statement, or a
 * transaction.
 */
export interface Traffic<Query extends string = string> {
  /** The name of a key query … */
  query?: Query;
  /** … or a statement of its own … */
  sql?: string;
  /** … or statements between BEGIN and COMMIT; after an error ROLLBACK, and no retry. */
  transaction?: readonly TrafficStep[];
  /** What it is called in the report. Default: the key query's name, or the statement cut to a line. */
  name?: string;
  /**
   * Sets are drawn in turn; default: all sets of the key query. Of a set that is a query, up to 1,000 of its rows are
   * drawn, in an order that the seed decides. A transaction draws one row for all its statements.
   */
  parameters?: Readonly<Record<string, Exclude<ParameterSet, 'auto'>>>;
  /** Statements, or transactions, started each second. */
  perSecond: number;
  /** The role of its connections, as after SET ROLE: row-level security and privileges are that role's. */
  role?: string;
  /** Settings of its connections, such as `'app.tenant_id'` for a policy, or lock_timeout. */
  settings?: Readonly<Record<string, string | number | boolean>>;
  /** Items that name the same pool share its connections, and wait for each other's. Default: a pool of its own. */
  pool?: string;
  /** Connections that the pool has at most; default 12. */
  connections?: number;
  /** Whether each connection prepares a statement once and keeps it, as drivers and poolers do. Default true. */
  prepared?: boolean;
}
export type TrafficStep =
  /** Without parameters of its own it takes $1, $2, … from the row that the transaction has drawn. */
  | { sql: string; parameters?: Readonly<Record<string, Exclude<ParameterSet, 'auto'>>> }
  /** What the application does meanwhile, its locks held. */
  | { think: Duration };

/** A transaction that is open when the first migration begins, and begins anew whenever it has ended. */
export interface LongTransaction {
  /** In a few words, for the report: 'nightly report', 'pg_dump'. */
  name: string;
  /** Statements that it runs one after another, before it stays idle; those of a report, say. */
  sql?: string | readonly string[];
  /** Relations that it locks first, as pg_dump does, or `'all'` tables. */
  locks?: 'all' | readonly string[];
  /** With which lock; default AccessShareLock, as reading takes. */
  mode?: LockMode;
  /** Default `'read committed'`; pg_dump runs under `'repeatable read'`. */
  isolation?: Isolation;
  /** From its begin to its end; longer where its statements take longer. */
  lasts: Duration;
  /** From its end to its next begin; default 0. */
  pause?: Duration;
}
export const isolations = ['read committed', 'repeatable read', 'serializable'] as const;
export type Isolation = (typeof isolations)[number];

export interface Budgets extends WorstCaseBudgets {
  /** Total over the pending migrations. */
  duration?: Duration;
  /** Total over the pending migrations. */
  wal?: Size;
  /** Total over the rollbacks of the pending migrations. */
  rollback?: Duration;
  /** Narrower bounds for single relations, by schema-qualified name. */
  relations?: Readonly<Record<string, WorstCaseBudgets>>;
}
export interface WorstCaseBudgets {
  /** The longest single hold, by lock mode. */
  hold?: Readonly<Partial<Record<LockMode, Duration>>>;
  /** The longest time a statement of the traffic or a canary may wait. */
  stall?: Duration;
}

/** A known risk taken on purpose. Subject fields that are given must equal, missing ones match any. */
export interface Acceptance {
  /** A rule id, for example `migration/rewrite`. */
  rule: RuleId;
  subject?: Subject;
  /** The largest accepted amount; required where the rule measures one. */
  upTo?: Duration | Size | number;
  reason: string;
  by?: string;
  /** The last day on which it holds, `2026-12-31`. */
  until?: string;
}

/** The rules' bounds that no budget sets. */
export interface Thresholds {
  /** Ratio of serial buffers, after to before, from which a query reads too much. */
  buffersRatio: number;
  /** Pages of difference below which a ratio says nothing. */
  buffersPages: number;
  /** Ratio of the median latencies, after to before, from which a query is slower. */
  latencyRatio: number;
  /** Difference of latencies below which a ratio says nothing. */
  latencyDifference: Duration;
  /** A hold that blocks reads or writes is worth showing from here on. */
  notableHold: Duration;
  /** A stall is worth showing from here on. */
  notableStall: Duration;
  /** Ratio to the baseline from which a duration or a hold has regressed. */
  durationRatio: number;
  /** Difference to the baseline below which a ratio says nothing. */
  durationDifference: Duration;
  /** Ratio to the baseline from which WAL has regressed. */
  walRatio: number;
  /** How many times more or fewer rows than planned are worth a word, where the plan got worse with them. */
  estimateError: number;
  /** Executions of a subplan, or of a nested loop's inner side, from which they count as many. */
  loops: number;
  /** Ratio of the generic plan's cost to that of the plan for known parameters, from which it is much dearer. */
  genericRatio: number;
  /** Ratio of two plans' costs up to which they are as good as equal. */
  tieRatio: number;
}
