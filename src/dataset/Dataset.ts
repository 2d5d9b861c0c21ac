import type { Client } from 'pg';
import type { StatisticsFacts } from '../evidence/StatisticsEvidence.ts';
import type { TableRows } from '../scenario/columns/TableDeclaration.ts';
import type { BundledModule } from '../scenario/loading/bundleModule.ts';
import type { KnownTable } from './auto/KnownTable.ts';
import type { DataSource } from './source/DataSource.ts';
import type { FrozenStatistics } from './statistics/FrozenStatistics.ts';

/** Generated rows in a database of their own, ready to be cloned. */
export interface Dataset {
  /** Hash of everything that shapes the rows. */
  readonly key: string;
  /** Whether the rows were there already. */
  readonly cached: boolean;
  readonly loadMs: number;
  /** With indexes and TOAST; fixtures' rows included. */
  readonly tables: { name: string; rows: number; bytes: number }[];
  /** Tables that could not be filled from the catalog alone. */
  readonly unfilled: { table: string; reason: string }[];
  /** Where the statistics of each table come from that has rows, in order of names. */
  readonly statistics: StatisticsFacts['tables'];
  /** Keeps statistics that come from a sample for later builds; null where nothing is kept, or the role may not. */
  readonly frozen: FrozenStatistics | null;
  /** As asked for. */
  readonly exactRows?: number | undefined;
  /** The database; nobody can connect to it. */
  readonly template: string;
  /** Copies the database and gives the copy's whole name. */
  clone(name: string): Promise<string>;
}

export interface DatasetRequest {
  /** Row counts are those to load. */
  readonly tables: readonly TableRows[];
  readonly seed: number;
  /** Milliseconds since 1970: what the data means by now. */
  readonly now: number;
  /** Brings the fresh database to the state before the pending migrations. */
  prepareBase(client: Client): Promise<void>;
  /** Where the rows' source brings the tables too, in place of `prepareBase`: before and after it. */
  prepareAround?(client: Client, when: 'before' | 'after'): Promise<void>;
  readonly fixtures: readonly { path: string; statements: readonly string[] }[];
  /** Rows that come from elsewhere, in place of declared ones. */
  readonly source?: DataSource | null;
  /** Where this is given, the dataset may be kept for later runs and be taken from what an earlier one has kept. */
  readonly keep?: {
    /** Who it is kept for, to show in a list. */
    readonly scenario: string;
    /** Everything that makes the base, as text; null where only its result tells, as with a command. */
    readonly base: readonly string[] | null;
    /** Everything that is run around a dump that brings the tables too, as text. */
    readonly around?: readonly string[];
  };
  /** Fills every other table from the catalog alone, with this many rows; null: leaves them empty. */
  readonly rowsPerTable: number | null;
  /** Tables with more rows are analyzed by a sample; as many as ANALYZE can read at all, where nothing is said. */
  readonly exactRows?: number;
  /** The author's module, in which workers find the functions of declared tables again. */
  readonly module?: Pick<BundledModule, 'code'> | null;
  /** How the tables that are filled from the catalog alone share out what there is; `tables` then only overrides. */
  readonly auto?: AutoSizes;
}

export interface AutoSizes {
  /** Bytes of all tables together, with indexes, instead of rows for each; null: `rowsPerTable`. */
  sizeBytes: number | null;
  /** Rows on production, by table; a size is shared out by them. */
  production: Readonly<Record<string, number>> | null;
  /** Relations that pending statements or key queries name, as written: they get their full volume first. */
  touched: readonly string[];
  /** What else is known of tables, by name: shares of NULL, distinct values, correlation. */
  known?: ReadonlyMap<string, KnownTable>;
}

export interface DatasetProgress {
  /** Before the first row of these tables. */
  loading(tables: readonly { name: string; rows: number }[]): void;
  table(name: string, rowsDone: number, rowsTotal: number, bytes: number): void;
  step(text: string): void;
  /** What the server says of the work that is going on. */
  server(text: string): void;
}
