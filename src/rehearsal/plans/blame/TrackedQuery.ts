import type { BoundQuery } from '../BoundQuery.ts';

/** What of a query is another, the strongest first. */
export type Aspect =
  /** It cannot even be planned. */
  | 'refused'
  /** Its execution fails. */
  | 'fails'
  | 'shape'
  | 'serial'
  | 'generic'
  /** The same plan reads far more or fewer pages. */
  | 'work';

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
