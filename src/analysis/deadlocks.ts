import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { DeadlockEvidence } from '../evidence/WaitEvidence.ts';
import type { Relations } from './Relations.ts';
import type { DeadlockFacts } from './WaitFacts.ts';
import type { WaitGraph } from './WaitGraph.ts';
import { partyOf } from './waits.ts';

/** Those that a migration was a party of. */
export function deadlocksOf(
  migration: MigrationEvidence,
  deadlocks: readonly DeadlockEvidence[],
  graph: WaitGraph,
  relations: Relations,
  repeat: number,
): DeadlockFacts[] {
  return deadlocks.flatMap(({ atMs, victim, parties }) => {
    const at = { startMs: atMs, endMs: atMs + 1 };
    const facts = parties.map(({ backend, query, on, target, mode, sql }) => ({
      ...partyOf(backend, at, graph, query),
      relation: on === null ? null : (relations.byOid(on)?.name ?? null),
      target,
      mode,
      sql,
      victim: backend === victim,
    }));
    const own = facts.find(({ role, name }) => role === 'migration' && name === migration.id);
    if (own?.statement == null) return [];
    return [{ statement: own.statement, parties: facts, count: 1, repeat }];
  });
}

/** One for each statement and those that it met, over all repeats. */
export function distinctDeadlocks(all: readonly DeadlockFacts[]): DeadlockFacts[] {
  const groups = new Map<string, DeadlockFacts>();
  for (const one of all) {
    const key = JSON.stringify(
      one.parties
        .map(({ role, name, statement, relation, mode }) => [role, name, statement, relation, mode].join(' '))
        .sort(),
    );
    const known = groups.get(key);
    groups.set(key, { ...(known ?? one), count: (known?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}
