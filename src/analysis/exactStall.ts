import type { LockMode } from '../evidence/LockMode.ts';
import type { SlowStatement } from '../evidence/TrafficEvidence.ts';
import type { Cause, WaitGraph } from './WaitGraph.ts';

/** How long the server kept a statement waiting, for which lock and because of whom. */
export interface ExactStall {
  oid: number;
  mode: LockMode;
  blockedBy: Cause;
  ms: number;
}

/** Between our clock and the server's. */
const slackMs = 5;

/**
 * The waits that the server measured for a statement, those for one lock and cause together; undefined where there are
 * none, as for a statement that waited for a connection.
 */
export function exactStall(slow: SlowStatement, graph: WaitGraph): ExactStall | undefined {
  const { backend, sentMs, finishedMs } = slow;
  if (backend == null || sentMs === undefined) return undefined;
  const stalls = new Map<string, ExactStall>();
  for (const wait of graph.waitsOf(backend)) {
    if (!wait.exact || wait.on === null) continue;
    if (wait.startMs < sentMs - slackMs || wait.endMs > finishedMs + slackMs) continue;
    const blockedBy = graph.rootOf(wait);
    if (!blockedBy) continue;
    const key = JSON.stringify([wait.on, wait.mode, blockedBy]);
    const known = stalls.get(key) ?? { oid: wait.on, mode: wait.mode, blockedBy, ms: 0 };
    known.ms += wait.endMs - wait.startMs;
    stalls.set(key, known);
  }
  return [...stalls.values()].sort((a, b) => b.ms - a.ms)[0];
}
