import { PgrehearseError } from '../../../errors.ts';
import type { Evidence } from '../../../evidence/Evidence.ts';
import { groupsOf } from '../../apply/applyGroup.ts';
import type { RehearsalRequest } from '../../RehearsalRequest.ts';
import { statementError } from '../../statementError.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import { CaptureComparison } from '../CaptureComparison.ts';
import { blameCommand } from './blameCommand.ts';
import { blameOf } from './blameOf.ts';
import type { TrackedQuery } from './TrackedQuery.ts';
import { trackedQueries } from './trackedQueries.ts';
import { walkPending } from './walkPending.ts';

/**
 * Finds the statement since which each changed plan is what it is. The migrations are applied once more to a clone, with
 * EXPLAIN after every statement: one more run for all queries together, where bisecting would take one for every guess,
 * and would not see what comes and goes again. What shows only with new statistics takes a second one.
 */
export async function blamePlans(
  request: RehearsalRequest,
  evidence: Evidence,
  bound: readonly BoundQuery[],
): Promise<void> {
  const { scenario, timeLimit, pending, progress } = request;
  const { before } = evidence.catalogs ?? {};
  if (!before) return;
  const comparison = new CaptureComparison(evidence.catalogs!, scenario.thresholds, request.planIdentity);
  const queries = trackedQueries(bound, comparison);
  if (queries.length === 0 || timeLimit.drops('blame', evidence.notObserved)) return;
  if (scenario.migrations.command) {
    for (const query of queries) blameCommand(query, evidence);
    return;
  }
  if (groupsOf(pending).length === 0) return;
  for (const capture of ['afterDeploy', 'after'] as const) {
    const own = queries.filter((query) => query.capture === capture);
    if (own.length === 0) continue;
    progress.step(
      capture === 'afterDeploy'
        ? 'looking for who changed the plans'
        : 'looking for who changed the plans, with new statistics',
    );
    await walked(request, evidence, own);
  }
}

/** What goes wrong here takes nothing from what was seen before. */
async function walked(
  request: RehearsalRequest,
  evidence: Evidence,
  queries: readonly TrackedQuery[],
): Promise<void> {
  try {
    const { looks, families } = await walkPending(request, queries, evidence.catalogs!.before!);
    for (const query of queries)
      query.bound.evidence.blame = blameOf(query, looks, families.of(query), request.scenario.thresholds);
  } catch (error) {
    const answer = statementError(error) ?? (error instanceof PgrehearseError ? error : null);
    if (answer === null || answer.code.startsWith('server/')) throw error;
    evidence.notObserved.push(`who changed the plans: ${answer.message}`);
  }
}
