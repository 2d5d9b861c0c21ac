import type { Thresholds } from './Scenario.ts';

/** The bounds of the rules where neither scenario nor configuration sets them. */
export const defaultThresholds: Thresholds = {
  buffersRatio: 1.5,
  buffersPages: 50,
  latencyRatio: 1.5,
  latencyDifference: '5 ms',
  notableHold: '500 ms',
  notableStall: '500 ms',
  durationRatio: 3,
  durationDifference: '1 s',
  walRatio: 1.5,
  // Estimates are marked from 10 on elsewhere, too: https://github.com/dalibo/pev2.
  estimateError: 10,
  loops: 100,
  genericRatio: 10,
  // ANALYZE of the same rows moves costs by up to 7.2 % (measured on 15.18 and 18.4).
  tieRatio: 1.07,
};

export const defaultPostgres = { timezone: 'UTC', encoding: 'UTF8', locale: 'C.UTF-8' } as const;

/** How long the probe of the lock queue holds a relation, in milliseconds. */
export const defaultProbeMs = 2_000;

export const defaultNow = '2026-01-01T00:00:00Z';

export const defaultRun = { scale: 1, seed: 1, repeats: 1 } as const;

/** Rows of every table in a zero-configuration run without `--rows`. */
export const defaultRowsPerTable = 100_000;

/** A migration's command is ended after this long: it is said to hang. */
export const defaultCommandMs = 30 * 60_000;

/** A key query's execution is ended after this long, in milliseconds. */
export const defaultQueryMs = 120_000;

/** So many statements of an export of pg_stat_statements become key queries. */
export const defaultTop = 20;
