import type { Evidence } from '../evidence/Evidence.ts';
import { blamePlans } from './plans/blame/blamePlans.ts';
import { Captures } from './plans/Captures.ts';
import { probeQueues } from './probe/probeQueues.ts';
import type { RehearsalRequest } from './RehearsalRequest.ts';
import { runRepeat } from './runRepeat.ts';

/**
 * Applies the pending migrations to clones of the dataset under observation, and captures the plans of the key
 * queries around them. Everything seen goes into `evidence` at once: an error keeps what was seen until then.
 */
export async function rehearse(request: RehearsalRequest, evidence: Evidence): Promise<void> {
  const captures = new Captures(request, evidence);
  for (let repeat = 1; repeat <= request.scenario.repeats; repeat++) {
    if (repeat > 1 && request.timeLimit.drops('repeats', evidence.notObserved)) break;
    if (repeat > 1) request.progress.step(`repeat ${repeat} of ${request.scenario.repeats}`);
    await runRepeat(repeat, request, evidence, repeat === 1 ? captures : null);
    if (evidence.repeats.at(-1)?.migrations.some(({ status }) => status === 'failed'))
      return blamePlans(request, evidence, captures.bound);
  }
  await blamePlans(request, evidence, captures.bound);
  // Long transactions of the scenario's own have shown the queues already.
  if (request.scenario.longTransactions.length === 0) await probeQueues(request, evidence);
}
