import type { Evidence } from '../../../evidence/Evidence.ts';
import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import type { CaptureEvidence, QueryEvidence } from '../../../evidence/QueryEvidence.ts';
import type { ThresholdName } from '../../../evidence/ScenarioFacts.ts';
import type { PlanReason } from '../../Facts.ts';
import { thresholdsOf } from '../../thresholdsOf.ts';
import { Catalog } from './Catalog.ts';
import { conditionsOf } from './conditions.ts';
import { type LostIndex, lostIndexes } from './LostIndex.ts';
import { type PlannedScan, scansOf } from './PlannedScan.ts';

/** A plan before and one afterwards, with what the catalog said of their relations. */
export interface WhyContext {
  query: QueryEvidence;
  before: WhySide;
  after: WhySide;
  /** The catalog once everything was analyzed: what the statistics should have said. */
  analyzed: Catalog;
  lost: LostIndex[];
  /** As the server had them when it started. */
  settings: Readonly<Record<string, string>>;
  thresholds: Record<ThresholdName, number>;
}

export interface WhySide {
  capture: CaptureEvidence;
  /** The one that is judged: serial, executed where that was possible. */
  plan: PlanNode;
  scans: PlannedScan[];
  catalog: Catalog;
  /** Texts of its conditions and keys, constants masked. */
  conditions: string[];
}

/** What reasons are told from, beside the query's own. */
export type WhyEvidence = Pick<Evidence, 'catalogs' | 'server' | 'scenario'>;

/** One reason, or none, from what is seen. */
export type Why = (context: WhyContext) => PlanReason[];

/** Null where one of both plans is missing. */
export function whyContext(
  query: QueryEvidence,
  when: 'afterDeploy' | 'after',
  { catalogs, server, scenario }: WhyEvidence,
): WhyContext | null {
  const before = sideOf(query.before, new Catalog(catalogs?.before));
  const after = sideOf(query[when], new Catalog(catalogs?.[when]));
  if (!before || !after) return null;
  return {
    query,
    before,
    after,
    analyzed: new Catalog(catalogs?.after),
    lost: lostIndexes(before.scans, after.scans, after.catalog),
    settings: server?.settings ?? {},
    thresholds: thresholdsOf(scenario),
  };
}

function sideOf(capture: CaptureEvidence, catalog: Catalog): WhySide | null {
  const plan = (capture.serial ?? capture.shape)?.Plan;
  if (!plan) return null;
  return { capture, plan, scans: scansOf(plan, catalog), catalog, conditions: conditionsOf(plan) };
}
