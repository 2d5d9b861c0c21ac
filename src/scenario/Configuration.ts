import type { Duration } from '../units.ts';
import type { Budgets, PostgresSpec, Thresholds } from './Scenario.ts';

/** What an author writes in `pgrehearse.config.ts`: defaults for all scenarios. Paths start from the file. */
export interface Configuration {
  postgres?: PostgresSpec;
  budgets?: Budgets;
  thresholds?: Partial<Thresholds>;
  /** As in a scenario. */
  queueProbe?: Duration | false;
  /** As in `--reporter`: `'json'`, `'markdown=summary.md'`. */
  reporters?: readonly string[];
  /** The folder that holds the baselines, instead of each lying beside its scenario. */
  baseline?: string;
  /** The folder that holds the nights so far, instead of `<output>/history`. */
  history?: string;
  /** Where scenarios lie: folders, files, or patterns with `*`; default `scenarios/*` and `scenario.ts`. */
  scenarios?: readonly string[];
  /** What is known of production, as `pgrehearse production capture` writes it; default: production.json beside the scenario or here, where there is one. */
  production?: string;
}

/** A configuration that was loaded and checked; its absence is one without fields. */
export interface LoadedConfiguration {
  /** Absolute path; null where there is none. */
  file: string | null;
  /** The folder that relative paths start from. */
  directory: string;
  postgres: PostgresSpec;
  budgets: Budgets;
  thresholds: Partial<Thresholds>;
  /** Milliseconds; null for no probe, undefined where it is not set. */
  probeMs?: number | null;
  /** `file` is absolute; null for the reporter's own. */
  reporters: { name: string; file: string | null }[];
  /** Absolute path. */
  baseline: string | null;
  /** Absolute path. */
  history: string | null;
  /** As written. */
  scenarios: string[] | null;
  /** Absolute path. */
  production: string | null;
}
