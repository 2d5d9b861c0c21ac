import type { Client } from 'pg';
import type { ExplainPlan } from '../../../evidence/ExplainPlan.ts';
import { pagesOf } from '../../../evidence/pagesOf.ts';
import { statementError } from '../../statementError.ts';
import type { Aspect } from '../CaptureComparison.ts';
import { carriedOut } from '../carriedOut.ts';
import { explainOnce } from '../explainOnce.ts';
import { temporaryPagesOf } from '../temporaryPagesOf.ts';
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
  identity: (plan: ExplainPlan) => string,
): Promise<Sight | null> {
  try {
    const plan = await explainOnce(client, bound, { aspect: explained[aspect], major });
    // The plan of one whose work alone is another is the same all the while, or its change is what counts.
    return { identity: identityAs(aspect, plan, identity), weight: weightAs(aspect, plan) };
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    if (answer.code === untilCommit || answer.code === canceled) return null;
    return { identity: `fails: ${answer.code}`, weight: null };
  }
}

function identityAs(aspect: Aspect, plan: ExplainPlan, identity: (plan: ExplainPlan) => string): string {
  if (aspect === 'fails') return 'works';
  return aspect === 'carriedOut' ? JSON.stringify(carriedOut(plan)) : identity(plan);
}

function weightAs(aspect: Aspect, plan: ExplainPlan): number {
  if (aspect === 'temporary') return temporaryPagesOf(plan);
  return (aspect === 'work' ? pagesOf(plan) : plan.Plan['Total Cost']) ?? 0;
}

const explained = {
  refused: 'shape',
  shape: 'shape',
  serial: 'serial',
  generic: 'generic',
  fails: 'work',
  work: 'work',
  temporary: 'work',
  carriedOut: 'shape',
} as const;
