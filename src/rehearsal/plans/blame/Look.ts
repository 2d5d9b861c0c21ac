import type { SchemaChange } from './SchemaChange.ts';
import type { Sight, TrackedQuery } from './TrackedQuery.ts';

export interface StatementPlace {
  migration: string;
  /** From 1. */
  statement: number;
}

/** What is to be seen at one moment of the walk, and how it differs from the moment before. */
export interface Look {
  /** What has just run; null at the start, and where a transaction has ended whose statements were all looked at. */
  statement: StatementPlace | null;
  /** Those of the transaction so far: what they did may show only when it has ended. */
  transaction: StatementPlace[];
  /** Whether nothing but VACUUM and ANALYZE has run. */
  settled: boolean;
  changes: SchemaChange[];
  /** Null where nothing could be said of a query. */
  sights: ReadonlyMap<TrackedQuery, Sight | null>;
}
