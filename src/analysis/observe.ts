import type { RepeatEvidence } from '../evidence/Evidence.ts';
import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import { chroniclesOf } from './chronicle.ts';
import { deadlocksOf } from './deadlocks.ts';
import type { Stall } from './Facts.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { holdsOf } from './holds.ts';
import type { Relations } from './Relations.ts';
import { stallsOf } from './stalls.ts';
import type { DeadlockFacts, WaitFacts } from './WaitFacts.ts';
import { WaitGraph } from './WaitGraph.ts';
import { waitsOf } from './waits.ts';

/** One migration in one repeat, with its locks and whom they kept waiting. */
export interface Observation {
  repeat: number;
  migration: MigrationEvidence;
  /** What existed before it. */
  relations: Relations;
  holds: HoldInterval[];
  stalls: Stall[];
  /** By process id. */
  names: ReadonlyMap<number, string>;
  waits: WaitFacts[];
  deadlocks: DeadlockFacts[];
}

/** In the order of the pending migrations. */
export function observe(repeat: RepeatEvidence, relations: Relations): Observation[] {
  const found = holdsByMigration(repeat);
  const held = repeat.migrations.map((migration) => ({
    migration,
    relations: relations.before(migration),
    holds: found.get(migration) ?? [],
  }));
  const changed = repeat.migrations.flatMap((migration) => migration.relations?.changed ?? []);
  const everKnown = relations.before({ relations: { changed, gone: [] } });
  const graph = new WaitGraph(repeat.waits ?? [], held, repeat.backends ?? []);
  const stalls = stallsOf(repeat, held, everKnown, graph);
  return held.map(({ migration, relations, holds }) => ({
    repeat: repeat.repeat,
    migration,
    relations,
    holds,
    names: namesOf(repeat),
    stalls: stalls.filter(({ blockedBy }) => blockedBy.migration === migration.id),
    waits: waitsOf(migration, graph, everKnown, repeat.repeat),
    deadlocks: deadlocksOf(migration, repeat.deadlocks ?? [], graph, everKnown, repeat.repeat),
  }));
}

/** In a shared transaction a lock is held until all of its migrations are done, and belongs to the one that took it. */
function holdsByMigration({
  migrations,
  sightings,
  sampler,
}: RepeatEvidence): Map<MigrationEvidence, HoldInterval[]> {
  const found = new Map<MigrationEvidence, HoldInterval[]>();
  for (const { whole, origins } of chroniclesOf(migrations))
    for (const hold of holdsOf(whole, sightings, sampler?.longestGapMs)) {
      const origin = origins[hold.statement - 1];
      if (!origin) continue;
      found.set(origin.migration, [
        ...(found.get(origin.migration) ?? []),
        { ...hold, statement: origin.statement },
      ]);
    }
  return found;
}

function namesOf({ backends = [], longTransactions = [] }: RepeatEvidence): Map<number, string> {
  return new Map([
    ...longTransactions.flatMap(({ name, runs }) => runs.map(({ backend }) => [backend, name] as const)),
    ...backends.map(({ backend, name }) => [backend, name] as const),
  ]);
}
