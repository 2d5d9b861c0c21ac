import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { WaitEvidence } from '../evidence/WaitEvidence.ts';
import type { Relations } from './Relations.ts';
import type { Party, WaitFacts } from './WaitFacts.ts';
import type { WaitGraph } from './WaitGraph.ts';

/** What a migration waited for, and who waited because of it, in the order in which they began. */
export function waitsOf(
  migration: MigrationEvidence,
  graph: WaitGraph,
  relations: Relations,
  repeat: number,
): WaitFacts[] {
  const facts = graph.waits.flatMap((wait) => {
    const own = graph.causeAt(wait.backend, wait);
    const cause = own ?? graph.rootOf(wait);
    return cause?.migration === migration.id ? [factsOf(wait, cause.statement)] : [];
  });
  return alike(facts);

  function factsOf(wait: WaitEvidence, statement: number): WaitFacts {
    const startMs = wait.startMs - (migration.startedMs ?? 0);
    return {
      waiter: partyOf(wait.backend, wait, graph, wait.query),
      relation: wait.on === null ? null : (relations.byOid(wait.on)?.name ?? null),
      target: wait.target,
      mode: wait.mode,
      behind: distinct(graph.blockersOf(wait).map((backend) => blocker(backend, wait, graph))),
      statement,
      maxMs: wait.endMs - wait.startMs,
      count: 1,
      position: wait.queue.length + 1,
      end: wait.end,
      window: { startMs, endMs: startMs + wait.endMs - wait.startMs },
      repeat,
      exact: wait.exact,
    };
  }
}

/** Of waits that are alike the longest, with how many there were. One that gave up is not like one that got its lock. */
export function alike(facts: readonly WaitFacts[]): WaitFacts[] {
  const groups = new Map<string, WaitFacts>();
  for (const one of facts) {
    const key = JSON.stringify([one.waiter, one.relation, one.target, one.mode, one.statement, one.end]);
    const known = groups.get(key);
    const count = (known?.count ?? 0) + one.count;
    groups.set(key, { ...(known && known.maxMs >= one.maxMs ? known : one), count });
  }
  return [...groups.values()].sort((a, b) => a.window.startMs - b.window.startMs);
}

export function partyOf(
  backend: number,
  at: Pick<WaitEvidence, 'startMs' | 'endMs'>,
  graph: WaitGraph,
  query?: string,
): Party {
  const { role, name } = graph.who(backend);
  const cause = graph.causeAt(backend, at);
  if (cause) return { role: 'migration', name: cause.migration, statement: cause.statement };
  return { role, name: query ?? name, statement: null };
}

function blocker(backend: number, wait: WaitEvidence, graph: WaitGraph): Party {
  const cause = graph.inTheWay(backend, wait);
  if (cause) return { role: 'migration', name: cause.migration, statement: cause.statement };
  return partyOf(backend, wait, graph);
}

function distinct(parties: readonly Party[]): Party[] {
  const seen = new Map(parties.map((party) => [JSON.stringify(party), party]));
  return [...seen.values()];
}
