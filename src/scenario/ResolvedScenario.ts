/** A scenario as the pipeline uses it: defaults filled in, units in milliseconds and bytes, paths absolute. */

import type { LockMode } from '../evidence/LockMode.ts';
import type {
  AcceptanceFacts as ResolvedAcceptance,
  BudgetFacts as ResolvedBudgets,
  WorstCaseFacts as ResolvedWorstCase,
} from '../evidence/ScenarioFacts.ts';
import type { TableRows } from './columns/TableDeclaration.ts';
import type { BundledModule } from './loading/bundleModule.ts';
import type { Production } from './production/Production.ts';
import type { RunnerName, TransactionPolicy } from './runnerNames.ts';
import type {
  Isolation,
  ParameterValue,
  PendingSpec,
  RowCounts,
  ServerKind,
  Thresholds,
} from './Scenario.ts';

export interface ResolvedScenario {
  name: string;
  description: string;
  tags: string[];
  /** Absolute path of the scenario's file; null for a zero-configuration run. */
  file: string | null;
  /** What the file was loaded as; null for a zero-configuration run. */
  module: BundledModule | null;
  /** The folder that relative paths start from. */
  directory: string;
  postgres: ResolvedPostgres;
  /** Run on the fresh database, before the base and after it; `file` is absolute. */
  prepare: Record<
    'before' | 'after',
    ({ kind: 'file'; file: string } | { kind: 'command'; command: string })[]
  >;
  base:
    | { kind: 'migrations' }
    | { kind: 'schema'; file: string; at: string | null }
    | { kind: 'command'; command: string };
  migrations: ResolvedMigrations;
  /** Row counts after `--scale`. */
  data: TableRows[];
  /**
   * Rows in every table that the base has, after `--scale`, those in `data` apart, whose other columns are made up; null
   * where `data` says which tables and columns have any.
   */
  rowsPerTable: number | null;
  /** Bytes of all tables that the base has, after `--scale`, instead of rows for each; null: `rowsPerTable`. */
  totalBytes: number | null;
  /** Rows from elsewhere, in place of `data` and `rowsPerTable`; paths absolute. */
  dataSource:
    | { kind: 'restore'; path: string }
    | { kind: 'command'; command: string; inputs: string[] }
    | null;
  /** Absolute paths. */
  fixtures: string[];
  /** Milliseconds since 1970. */
  now: number;
  queries: ResolvedQuery[];
  /** What is to be said of where they come from: queries that were left out, and why. */
  notes: string[];
  traffic: ResolvedTraffic[];
  longTransactions: ResolvedLongTransaction[];
  /** Milliseconds; null for no probe. */
  probeMs: number | null;
  production: ResolvedProduction | null;
  budgets: ResolvedBudgets;
  accept: ResolvedAcceptance[];
  thresholds: ResolvedThresholds;
  scale: number;
  seed: number;
  /** Clones that the pending migrations are applied to. */
  repeats: number;
}

export interface ResolvedMigrations {
  /** Absolute; null where a command's migrations lie in none that was named. */
  directory: string | null;
  pending: PendingSpec;
  /** Where `pending` was set, for messages. */
  pendingOrigin: string;
  /** The tool that applies them; null: we do, as a runner does. */
  command: ResolvedCommand | null;
  /** Null: what the directory looks like. `origin` says where it was set. */
  runner: { name: RunnerName; origin: string } | null;
  /** Null: what the runner does. */
  transaction: TransactionPolicy | null;
  placeholders: Readonly<Record<string, string>>;
  /** lock_timeout before each attempt; null: the server's. */
  lockTimeoutMs: number | null;
  /** How often an attempt that ended at lock_timeout is made again, and after what pause. */
  retries: { times: number; pauseMs: number };
}

export interface ResolvedCommand {
  command: string;
  down: string | null;
  env: Record<string, string>;
  historyTable: string | null;
  timeLimitMs: number;
}

export interface ResolvedProduction {
  /** Absolute path of production.json; null where only rows are known. */
  file: string | null;
  /** Null where only rows are known. */
  known: Production | null;
  /** By relation; what the scenario says goes before the file. */
  rows: Record<string, number>;
}

export interface ResolvedPostgres {
  /** Null: the first that fits of embedded, container, binaries. */
  server: ServerKind | null;
  /** Null: any. */
  version: string | null;
  settings: Record<string, string>;
  timezone: string;
  encoding: string;
  locale: string;
  extensions: string[];
  image: string | null;
  /** Where each of these was set: a field of the scenario's file, the configuration, a flag, `default`. */
  origins: Record<string, string>;
  /**
   * What production.json alone asks for: `version`, `timezone`, `encoding`, `locale`, `settings.work_mem`, and
   * `extensions.pg_trgm`, which is looked for and not created.
   * A server that cannot give one of them is taken all the same, and findings tell of it.
   */
  wished: string[];
}

export interface ResolvedQuery {
  name: string;
  /** One statement, its parameters $1, $2, … without gaps. */
  sql: string;
  /** At least one; the one of a query without parameters is `none`. */
  parameters: NamedSet[];
  /** Whether it runs in a READ ONLY transaction, by its parse tree: what a function does is not known. */
  readonly: boolean;
  /** Absolute path of the file that its text stands in; null for the scenario's file. */
  file: string | null;
  /** Null: the run's own. */
  role: string | null;
  settings: Record<string, string>;
  /** Its execution is ended after this long, and its plan without execution kept. */
  timeLimitMs: number;
  /** `stable`: it must not change. */
  result: 'stable' | null;
  /** As pg_stat_statements counted it on production. */
  workload: { calls: number; meanMs: number | null } | null;
  /** That it came with an export: where the server refuses it before the migrations, it is left out, and said. */
  imported: boolean;
}

export interface NamedSet {
  name: string;
  set: ResolvedSet;
  /** With `'auto'`: values of parameters that are known all the same, by number; `'$now'` as among literals. */
  given?: Readonly<Record<number, ParameterValue>>;
}

/** Values in the order of $1, $2, …; what a function gives is checked when it is called. `'auto'` becomes several sets. */
export type ResolvedSet =
  | readonly ParameterValue[]
  | { sql: string }
  | ((rows: RowCounts) => readonly ParameterValue[])
  | 'auto';

export interface ResolvedTraffic {
  /** As given, else the key query's name, or the text cut to a line. */
  name: string;
  /** One statement, or those of a transaction. */
  steps: ResolvedTrafficStep[];
  transaction: boolean;
  parameters: NamedSet[];
  perSecond: number;
  /** Null: the run's own. */
  role: string | null;
  settings: Record<string, string>;
  /** Null: one of its own. */
  pool: string | null;
  /** Null: the default. */
  connections: number | null;
  prepared: boolean;
}

/**
 * `parameters` is null where a statement takes its values from the row that was drawn: its $1, $2, … are those at
 * `takes`, from 0.
 */
export type ResolvedTrafficStep =
  | { sql: string; parameters: NamedSet[] | null; takes: number[] }
  | { thinkMs: number };

export interface ResolvedLongTransaction {
  name: string;
  statements: string[];
  /** Relations, as written, or all tables. */
  locks: 'all' | string[];
  mode: LockMode;
  isolation: Isolation;
  lastsMs: number;
  pauseMs: number;
}

/** Evidence keeps these as they are resolved. */
export type { ResolvedAcceptance, ResolvedBudgets, ResolvedWorstCase };
export type ResolvedThresholds = { [K in keyof Thresholds]: number };
