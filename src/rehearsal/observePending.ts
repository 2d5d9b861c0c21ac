import type { Evidence, RepeatEvidence } from '../evidence/Evidence.ts';
import type { RelationFacts } from '../evidence/RelationFacts.ts';
import type { Migration } from '../migrations/MigrationHistory.ts';
import { groupsOf } from './apply/applyGroup.ts';
import { observeCommand } from './command/observeCommand.ts';
import { withoutToolRelations } from './command/toolRelations.ts';
import { connectionLost } from './connectionLost.ts';
import { Observation } from './Observation.ts';
import { observedGroup } from './observedGroup.ts';
import type { Run } from './Run.ts';
import { schemaSnapshot } from './schemaSnapshot.ts';
import { loadItems } from './traffic/loadItems.ts';
import { ProgressWatch } from './work/ProgressWatch.ts';

/** Applies what is pending while locks, waits and the traffic are watched, and writes what was seen into the evidence. */
export async function observePending(run: Run, evidence: Evidence, seen: RepeatEvidence): Promise<void> {
  const { request, database, observer, clock } = run;
  const { server, scenario } = request;
  const items = await loadItems(observer, request, evidence);
  const observation = await Observation.start(server, database, items, scenario.longTransactions, clock);
  const { command } = scenario.migrations;
  try {
    if (command) {
      request.progress.step(`running ${command.command}`);
      run.schemas.set(command.command, await schemaSnapshot(observer));
      await observeCommand(command, run, observation.sampler, evidence, seen).catch((error: unknown) => {
        throw connectionLost(`running ${command.command}`, error);
      });
    } else await observeGroups(run, evidence, seen, observation);
  } finally {
    const { failure, notObserved } = await observation.finish(seen, observer, evidence.relations);
    if (command) withoutToolRelations(seen, evidence.relations);
    evidence.notObserved.push(...notObserved.filter((one) => !evidence.notObserved.includes(one)));
    evidence.notObserved.push(...alwaysFailed(seen), ...neverOpen(seen));
    if (failure) evidence.notObserved.push('locks while statements ran: the sampler lost its connection');
  }
}

async function observeGroups(
  run: Run,
  evidence: Evidence,
  seen: RepeatEvidence,
  observation: Observation,
): Promise<void> {
  const { request, database, clock } = run;
  let applying = '';
  const say = (text: string) => request.progress.step(`applying ${applying}, ${text}`);
  const starting = (migration: Migration) => {
    applying = migration.id;
    request.progress.step(`applying ${applying}`);
  };
  const watch = await ProgressWatch.open(request.server, database, clock, say);
  // What an earlier one created or renamed is there for those that follow.
  let before: readonly RelationFacts[] | null = null;
  try {
    for (const migrations of groupsOf(request.pending)) {
      const own = seen.migrations.filter(({ id }) => migrations.some((migration) => migration.id === id));
      const group = { migrations, evidence: own, policy: request.scenario.migrations, starting };
      try {
        await observedGroup(run, group, observation, watch, before);
      } catch (error) {
        throw connectionLost(`applying ${applying || migrations[0]!.id}`, error);
      }
      before = evidence.relations;
      if (own.some(({ status }) => status === 'failed')) break;
    }
  } finally {
    await watch.close();
  }
}

function alwaysFailed({ traffic }: RepeatEvidence): string[] {
  return traffic.flatMap(({ query, completed, errors }) =>
    completed > 0 || errors.length === 0
      ? []
      : [`stalls of ${query}: every statement failed: ${errors[0]!.message}`],
  );
}

/** A long transaction that never came about was in nobody's way. */
function neverOpen({ longTransactions = [] }: RepeatEvidence): string[] {
  return longTransactions.flatMap(({ name, runs }) => {
    if (runs.some(({ openMs }) => openMs !== null)) return [];
    return [`what '${name}' stands in the way of: it failed: ${runs[0]?.error?.message ?? 'no connection'}`];
  });
}
