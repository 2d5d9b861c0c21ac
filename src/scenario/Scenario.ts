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
  base?: 'migrations' | { schema: string } | { command: string };
  migrations: MigrationsSpec;
  /** Tables with their row counts at `--scale 1`, in any order; or `auto({ rows })` for every table that the base has; or rows from elsewhere. */
  data?: readonly TableRows[] | AutoData | RestoredData | CommandData;
  /** SQL files with hand-written rows, run after the data is loaded; paths relative to the scenario. */
  fixtures?: readonly string[];
  /** An ISO timestamp: what the data and `$now` mean by now, so that nights compare. */
  now?: string;
  /** The queries whose plans matter, by name. */
  queries?: Readonly<Record<Query, KeyQuery>>;
  /** Load on the database while the migrations run. */
  traffic?: readonly Traffic<NoInfer<Query>>[];
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

export interface MigrationsSpec {
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

/**
 * `from` is inclusive and matches an id or its leading number; `since` is a git revision; `production` means what
 * production.json does not list as applied.
 */
export type PendingSpec = { from: string } | { since: string } | { production: true } | { last: number };

export interface KeyQuery {
  sql: string;
  /** Values for $1, $2, … by the name of the set: literals, or a query whose first row they are. */
  parameters?: Readonly<Record<string, ParameterSet>>;
}
/** `'$now'` as a literal stands for the scenario's `now`. */
export type ParameterSet = readonly ParameterValue[] | { sql: string };
export type ParameterValue = string | number | boolean | null | readonly (string | number | boolean | null)[];

export interface Traffic<Query extends string = string> {
  /** The name of a key query … */
  query?: Query;
  /** … or a statement of its own. */
  sql?: string;
  /** Parameter sets are drawn in turn; default: all sets of the key query. */
  parameters?: Readonly<Record<string, ParameterSet>>;
  /** Statements started each second, whether or not earlier ones have finished. */
  perSecond: number;
}

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
}
