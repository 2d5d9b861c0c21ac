import type { Client } from 'pg';
import type { ExplainPlan } from '../../../evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import { statementError } from '../../statementError.ts';
import { explainOnce } from '../explainOnce.ts';
import type { PlanIdentity } from '../PlanIdentity.ts';
import type { Sight, TrackedQuery } from './TrackedQuery.ts';

/** unsafe_new_enum_value_usage (errcodes.txt): only until the commit. */
const untilCommit = '55P04';
/** query_canceled, by our own limit. */
const canceled = '57014';

/** One query within the transaction that is open; null where nothing can be said of it at this moment. */
export async function lookAtQuery(
  client: Client,
  { bound, aspect }: TrackedQuery,
  major: number,
  catalog: PlanCatalog,
  identity: PlanIdentity,
): Promise<Sight | null> {
  try {
    const plan = await explainOnce(client, bound, { aspect: kinds[aspect], major });
    if (aspect === 'work') return { identity: '', weight: pagesOf(plan) };
    return { identity: identity(plan, catalog), weight: plan.Plan['Total Cost'] ?? 0 };
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    if (answer.code === untilCommit || answer.code === canceled) return null;
    return { identity: `fails: ${answer.code}`, weight: null };
  }
}

const kinds = {
  refused: 'shape',
  shape: 'shape',
  serial: 'serial',
  generic: 'generic',
  fails: 'work',
  work: 'work',
} as const;

function pagesOf({ Plan }: ExplainPlan): number {
  return (Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0);
}
