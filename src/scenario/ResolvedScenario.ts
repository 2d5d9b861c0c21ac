/** A scenario as the pipeline uses it: defaults filled in, units in milliseconds and bytes, paths absolute. */
import type {
  AcceptanceFacts as ResolvedAcceptance,
  BudgetFacts as ResolvedBudgets,
  WorstCaseFacts as ResolvedWorstCase,
} from '../evidence/Evidence.ts';
import type { TableRows } from './columns/TableDeclaration.ts';
import type { BundledModule } from './loading/bundleModule.ts';
import type { KeyQuery, ParameterSet, PendingSpec, ServerKind, Thresholds } from './Scenario.ts';

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
  base: { kind: 'migrations' } | { kind: 'schema'; file: string } | { kind: 'command'; command: string };
  /** `directory` is absolute; `pendingOrigin` says where `pending` was set, for messages. */
  migrations: { directory: string; pending: PendingSpec; pendingOrigin: string };
  /** Row counts after `--scale`. */
  data: TableRows[];
  /** Rows in every table that the base has, after `--scale`; null where `data` says which tables have any. */
  rowsPerTable: number | null;
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
  traffic: ResolvedTraffic[];
  production: { rows: Record<string, number> } | null;
  budgets: ResolvedBudgets;
  accept: ResolvedAcceptance[];
  thresholds: ResolvedThresholds;
  scale: number;
  seed: number;
  /** Clones that the pending migrations are applied to. */
  repeats: number;
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
}

export interface ResolvedQuery extends Required<Omit<KeyQuery, 'parameters'>> {
  name: string;
  parameters: { name: string; set: ParameterSet }[];
}

export interface ResolvedTraffic {
  /** The key query's name, or the statement's text cut to a line. */
  name: string;
  sql: string;
  parameters: { name: string; set: ParameterSet }[];
  perSecond: number;
}

/** Evidence keeps these as they are resolved. */
export type { ResolvedAcceptance, ResolvedBudgets, ResolvedWorstCase };
export type ResolvedThresholds = { [K in keyof Thresholds]: number };
