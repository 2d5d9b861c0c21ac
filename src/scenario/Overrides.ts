import type { LoadedConfiguration } from './Configuration.ts';
import type { ServerKind } from './Scenario.ts';

/** What the command line says, over the scenario and the configuration. Only what was given is set. */
export interface Overrides {
  /** Null for none. */
  configuration: LoadedConfiguration | null;
  /** `--scale`: of the scenario's rows. */
  scale?: number;
  /** `--seed`. */
  seed?: number;
  /** `--repeat`. */
  repeats?: number;
  /** `--server`, or `url` by `--database-url`; `flag` is which, for messages. */
  server?: { kind: ServerKind; flag: string };
  /** `--runner`. */
  runner?: string;
  /** `--placeholder`, each `name=value`. */
  placeholders?: readonly string[];
  /** `--queue-probe`: a duration, or `off`. */
  queueProbe?: string;
  /** `--pending-from`. */
  pendingFrom?: string;
  /** `--pending-since`. */
  pendingSince?: string;
  /** `--pending-production`. */
  pendingProduction?: boolean;
}
