import type { Baseline } from '../findings/Baseline.ts';

export const baselineVersion = 1;

/** A `baseline.json`: by scenario, one entry for each scale, major version and host class. */
export interface BaselineFile {
  schemaVersion: typeof baselineVersion;
  scenarios: Record<string, Baseline[]>;
}
