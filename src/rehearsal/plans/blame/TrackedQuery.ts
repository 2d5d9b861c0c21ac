import type { BoundQuery } from '../BoundQuery.ts';
import type { Aspect } from '../CaptureComparison.ts';

/** A key query whose plan is another after the migrations, and which of the captures shows it. */
export interface TrackedQuery {
  bound: BoundQuery;
  aspect: Aspect;
  capture: 'afterDeploy' | 'after';
}

/** A query at one moment. */
export interface Sight {
  /** Of its plan; `fails: 42P01` where it has none. Of its work: `within` or `beyond` what counts as the same. */
  identity: string;
  /** The plan's cost, or its pages; null where it fails. */
  weight: number | null;
}
