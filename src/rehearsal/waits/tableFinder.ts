import type { RelationFacts } from '../../evidence/Evidence.ts';
import type { Wait } from './WaitFollower.ts';

/**
 * Finds the OID of a table that a message calls by its bare name. Of several with one name it is the one that the
 * backend was seen waiting for at that time, if any was.
 */
export function tableFinder(
  relations: readonly RelationFacts[],
  sampled: readonly Wait[],
): (table: string, backend: number, atMs: number) => number | null {
  return (table, backend, atMs) => {
    const quoted = `"${table.replaceAll('"', '""')}"`;
    const named = relations.filter(
      ({ kind, name }) => 'rpm'.includes(kind) && (name.endsWith(`.${table}`) || name.endsWith(`.${quoted}`)),
    );
    if (new Set(named.map(({ oid }) => oid)).size <= 1) return named[0]?.oid ?? null;
    const seen = sampled.find(
      (wait) =>
        wait.backend === backend &&
        wait.firstSeenMs - nearMs <= atMs &&
        atMs <= wait.lastSeenMs + nearMs &&
        named.some(({ oid }) => oid === wait.oid),
    );
    return seen?.oid ?? null;
  };
}

/** Looks are some milliseconds apart. */
const nearMs = 50;
