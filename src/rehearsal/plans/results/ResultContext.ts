import type { Tables } from '../syntax/Scope.ts';

/** What is known of a query beside its text. */
export interface ResultContext {
  tables: Tables;
  /** Names of functions that it calls, also through views, and that are volatile. */
  volatile: ReadonlySet<string>;
  values: readonly unknown[];
  /** The most rows that it gave on either side. */
  rows: number;
}
