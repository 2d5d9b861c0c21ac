/** A part of a statement's work, seen several times a second while it ran; times on the repeat's clock. */
export interface ProgressPhase {
  /** The view's name without `pg_stat_progress_`; `heap` for the growth of files that no view tells of. */
  source: string;
  /** As the view names it. */
  phase: string;
  /** The relation that is worked on, or the index that is built. */
  oid: number | null;
  /** The first look that showed it, and the first that did not or the statement's end. */
  fromMs: number;
  toMs: number;
  /** When last seen; null where the server does not count. */
  done: number | null;
  total: number | null;
  unit: 'blocks' | 'tuples' | 'bytes' | 'lockers';
  /** Process ids of those whose transactions it waited for; CREATE INDEX CONCURRENTLY does. */
  waitedFor?: number[];
}
