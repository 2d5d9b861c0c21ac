/**
 * THE SEAM. Everything that a rehearsal of one scenario saw, serialisable; judging and rendering need nothing
 * else. Times are milliseconds on one clock, counted from the start of the repeat, with fractions.
 */

import type { CommandEvidence } from './CommandEvidence.ts';
import type { LongTransactionEvidence } from './LongTransactionEvidence.ts';
import type { LockSighting, MigrationEvidence } from './MigrationEvidence.ts';
import type { PlanCatalog } from './PlanCatalog.ts';
import type { ProbeEvidence } from './ProbeEvidence.ts';
import type { QueryEvidence } from './QueryEvidence.ts';
import type { RelationFacts } from './RelationFacts.ts';
import type { ScenarioFacts } from './ScenarioFacts.ts';
import type { StatisticsEvidence } from './StatisticsEvidence.ts';
import type { TrafficEvidence } from './TrafficEvidence.ts';
import type { BackendFacts, DeadlockEvidence, WaitEvidence } from './WaitEvidence.ts';

export type { RelationFacts };

export const evidenceVersion = 1;

export interface Evidence {
  schemaVersion: typeof evidenceVersion;
  tool: { name: 'pgrehearse'; version: string };
  /** The working directory's name, and its git commit where there is one. */
  project: string;
  commit: string | null;
  /** ISO timestamps. */
  startedAt: string;
  finishedAt: string;
  scenario: ScenarioFacts;
  host: HostFacts;
  server: ServerFacts | null;
  dataset: DatasetFacts | null;
  /** Relations that existed before the pending migrations. */
  relations: RelationFacts[];
  /** Ids of the pending migrations, in order. */
  pending: string[];
  /** Where the selection of pending migrations came to nothing: 'nothing pending since v1.42.0'. */
  nothingPending: string | null;
  repeats: RepeatEvidence[];
  /** Key queries and parameter sets, captured in the first repeat. */
  queries: QueryEvidence[];
  /** Of the relations in their plans, at each capture; missing where there was none. */
  catalogs?: { before?: PlanCatalog; afterDeploy?: PlanCatalog; after?: PlanCatalog };
  /** Missing where nobody looked. */
  statistics?: StatisticsEvidence;
  /** What open transactions of others would do to the migrations; missing where nobody looked. */
  probes?: ProbeEvidence[];
  /** What was left out and why, a sentence each; makes the verdict inconclusive. */
  notObserved: string[];
  /** What is worth knowing and takes nothing from the verdict, a sentence each. */
  notes?: string[];
  /** Why the rehearsal ended early; what was seen until then stands. */
  error: ErrorFacts | null;
}

export interface HostFacts {
  platform: string;
  arch: string;
  cpus: number;
  memoryBytes: number;
  /** What durations may be compared within: platform, architecture, cores and the server's source. */
  class: string;
}

export interface ServerFacts {
  version: string;
  major: number;
  source: 'embedded' | 'container' | 'url' | 'binaries';
  settings: Record<string, string>;
  /** Extensions of production that this server does not have. */
  lackingExtensions?: string[];
}

export interface DatasetFacts {
  /** Hash of everything that shapes the rows. */
  key: string;
  cached: boolean;
  loadMs: number;
  tables: { name: string; rows: number; bytes: number }[];
  /** Tables that could not be filled from the catalog alone. */
  unfilled: { table: string; reason: string }[];
}

export interface ErrorFacts {
  code: string;
  message: string;
  detail: string | null;
  hint: string | null;
}

export interface RepeatEvidence {
  /** From 1. */
  repeat: number;
  /** A fixed piece of work on the server just before, that tells a slow machine from a slow migration. */
  calibrationMs: number;
  migrations: MigrationEvidence[];
  /** Where a tool of the author's applied them. */
  command?: CommandEvidence;
  /** Locks of the migrating backends as the sampler saw them, granted or awaited. */
  sightings: LockSighting[];
  traffic: TrafficEvidence[];
  /** Missing where none was declared. */
  longTransactions?: LongTransactionEvidence[];
  /** Every wait for a lock in the database, in the order in which they began; missing in evidence of before. */
  waits?: WaitEvidence[];
  /** `log`: the server measured them, apart from those with `exact` false. */
  waitsFrom?: 'log' | 'samples';
  /** Waits of others beyond the twenty thousand that are kept. */
  waitsLeftOut?: number;
  deadlocks?: DeadlockEvidence[];
  /** Who the waits' and deadlocks' process ids were. */
  backends?: BackendFacts[];
  sampler: SamplerFacts | null;
}

/** When the sampler looked, and how often. */
export interface SamplerFacts {
  fromMs: number;
  toMs: number;
  samples: number;
  /** From the begin of one look to the begin of the next, while a statement of a migration ran. */
  longestGapMs: number;
  medianIntervalMs?: number;
  /** Processor time of its backend and, by estimate, of our process; the share is the backend’s of all cores over the time that it looked. */
  cost?: {
    backendMs: number;
    /** False where the backend's could not be read, and the time of its answers stands in. */
    measured: boolean;
    ownMs: number;
    share: number;
  };
}
