import type { Evidence, RepeatEvidence } from '../evidence/Evidence.ts';
import { openSession } from './apply/openSession.ts';
import { undoCommand } from './command/undoCommand.ts';
import { touchedTables } from './locks/touchedTables.ts';
import type { Captures } from './plans/Captures.ts';
import { compareSides } from './plans/compareSides.ts';
import { forcePlans } from './plans/forced/forcePlans.ts';
import { fragilePlans } from './plans/fragility/fragilePlans.ts';
import { copiedPlace, type Place, repeatPlace } from './plans/Place.ts';
import type { RehearsalRequest } from './RehearsalRequest.ts';
import type { Run } from './Run.ts';
import { rollBack } from './rollBack.ts';
import type { StatisticsWatch } from './statistics/StatisticsWatch.ts';

/** The plans as the migrations left them and after VACUUM (ANALYZE), what needs both sides at once, and then the rollback. */
export async function afterPending(
  run: Run,
  evidence: Evidence,
  seen: RepeatEvidence,
  captures: Captures,
  statistics: StatisticsWatch,
): Promise<void> {
  const { request } = run;
  await atPlace(run, captures, 'after_deploy', ({ client }) => captures.afterDeploy(client));
  await statistics.settle(run.observer, await touchedTables(run.observer, seen, evidence.relations), seen);
  await atPlace(run, captures, 'after', async (after) => {
    await captures.after(after.client);
    await forcePlans(after.client, request, evidence, captures.bound);
    await compareSides(run, evidence, captures, after);
    await fragilePlans(after.client, request, evidence, captures.bound);
  });
  const { command } = request.scenario.migrations;
  const down = command?.down ?? null;
  if (command ? down === null : !request.pending.some((migration) => migration.down)) return;
  if (request.timeLimit.drops('rollback', evidence.notObserved)) return;
  request.progress.step('rolling back');
  if (command && down !== null)
    return undoCommand({ down }, command, run, seen, run.schemas.get(command.command)!);
  const end = await rollBack(request.pending, seen.migrations, run.schemas, run.observer, () =>
    openSession(run),
  );
  sayUnrolled(request, seen, end, evidence);
}

/** Key queries that write are captured on a copy: what they leave disturbs neither the next capture nor the rollback. */
async function atPlace(
  run: Run,
  captures: Captures,
  name: string,
  body: (place: Place) => Promise<void>,
): Promise<void> {
  const place = captures.write ? await copiedPlace(run, name) : await repeatPlace(run);
  try {
    await body(place);
  } finally {
    await place.close();
  }
}

/** A budget for rolling back that was not spent in full was not judged in full. */
function sayUnrolled(
  { scenario, pending }: RehearsalRequest,
  { migrations }: RepeatEvidence,
  end: string | null,
  evidence: Evidence,
): void {
  if (end === null || scenario.budgets.rollbackMs === null) return;
  const below = pending.slice(
    0,
    pending.findIndex(({ id }) => id === end),
  );
  const unrun = below.filter(
    ({ id, down }) => down && migrations.some((seen) => seen.id === id && !seen.rollback),
  );
  if (unrun.length === 0) return;
  const names = unrun.map(({ id }) => id).join(', ');
  evidence.notObserved.push(
    `the rollback of ${names}: that of ${end}, which comes first, is missing or failed`,
  );
}
