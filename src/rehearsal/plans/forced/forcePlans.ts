import type { Client } from 'pg';
import type { Evidence } from '../../../evidence/Evidence.ts';
import type { ForcedPlan } from '../../../evidence/QueryEvidence.ts';
import type { RehearsalRequest } from '../../RehearsalRequest.ts';
import { statementError } from '../../statementError.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import { CaptureComparison } from '../CaptureComparison.ts';
import { explainOnce } from '../explainOnce.ts';
import { forcingSettings } from './forcingSettings.ts';
import { distance, planFeatures, surplus } from './planFeatures.ts';
import { withoutPenalty } from './withoutPenalty.ts';

/**
 * For every plan that is another in the end, what the planner would do without the choice that it has made instead: the
 * plan from before, or the nearest to it that has something of it again; none where nothing brings it back.
 */
export async function forcePlans(
  client: Client,
  request: Pick<RehearsalRequest, 'server' | 'planIdentity' | 'progress' | 'scenario'>,
  evidence: Evidence,
  bound: readonly BoundQuery[],
): Promise<void> {
  const { catalogs = {} } = evidence;
  const { scenario, planIdentity } = request;
  const comparison = new CaptureComparison(catalogs, scenario.thresholds, planIdentity);
  for (const one of bound) {
    const aspect = comparison.changed(one.evidence, 'after');
    if (aspect !== 'shape' && aspect !== 'serial' && aspect !== 'generic') continue;
    const forced = await forcedPlan(client, request, catalogs, one, aspect);
    if (forced) one.evidence.forced = forced;
  }
}

/** Null where there is no setting to try. */
async function forcedPlan(
  client: Client,
  { server: { major }, planIdentity }: Pick<RehearsalRequest, 'server' | 'planIdentity'>,
  catalogs: NonNullable<Evidence['catalogs']>,
  bound: BoundQuery,
  aspect: 'shape' | 'serial' | 'generic',
): Promise<ForcedPlan[] | null> {
  const [first, last] = [bound.evidence.before[aspect]!, bound.evidence.after[aspect]!];
  const before = planFeatures(first, catalogs.before);
  const after = planFeatures(last, catalogs.after);
  const lost = surplus(before, after);
  const attempts = forcingSettings(before, after, major);
  if (attempts.length === 0) return null;
  const none = { tables: [], indexes: [] };
  const { before: old = none, after: now = none } = catalogs;
  const wanted = planIdentity(first, old, old);
  let nearest: { forced: ForcedPlan; apart: number } | null = null;
  for (const settings of attempts) {
    const plan = await explainForced(client, bound, aspect, major, settings);
    if (!plan) continue;
    const features = planFeatures(plan, now);
    const apart = planIdentity(plan, now, old) === wanted ? 0 : distance(features, before);
    const regained = lost.some((feature) => (features.get(feature) ?? 0) > (after.get(feature) ?? 0));
    if (!regained || apart >= (nearest?.apart ?? distance(after, before))) continue;
    nearest = { forced: { settings, plan }, apart };
  }
  return nearest ? [nearest.forced] : [];
}

async function explainForced(
  client: Client,
  bound: BoundQuery,
  aspect: 'shape' | 'serial' | 'generic',
  major: number,
  settings: Record<string, string>,
): Promise<ForcedPlan['plan'] | null> {
  await client.query('BEGIN');
  try {
    return withoutPenalty(await explainOnce(client, bound, { aspect, major, settings }), major);
  } catch (error) {
    // What cannot be planned so is no way out.
    if (statementError(error)) return null;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}
