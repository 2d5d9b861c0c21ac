import type { Evidence } from '../../../evidence/Evidence.ts';
import { plannedRelations } from '../catalog/plannedRelations.ts';
import { plansOf } from '../plansOf.ts';
import { indexChanges } from './indexChanges.ts';
import type { TrackedQuery } from './TrackedQuery.ts';

/** A tool of the author's applies all in one go: only where that is a single migration is there no doubt. */
export function blameCommand({ bound, capture }: TrackedQuery, evidence: Evidence): void {
  const applied = (evidence.repeats[0]?.migrations ?? []).filter(({ status }) => status !== 'skipped');
  if (applied.length !== 1) {
    bound.evidence.blame = {
      migration: null,
      statement: null,
      capture,
      did: [],
      because: `The command applies ${applied.length} migrations in one go, and they cannot be tried one by one.`,
    };
    return;
  }
  bound.evidence.blame = {
    migration: applied[0]!.id,
    statement: null,
    capture,
    did: didOf(bound.evidence, evidence),
  };
}

/** Of what the two catalogs say, what became of the indexes. */
function didOf(query: TrackedQuery['bound']['evidence'], { catalogs }: Evidence): string[] {
  const [before, after] = [catalogs?.before, catalogs?.after ?? catalogs?.afterDeploy];
  if (!before || !after) return [];
  const named = plannedRelations(plansOf(query));
  const own = new Set(
    [...before.tables, ...after.tables]
      .filter(({ schema, name }) => named.some((one) => one.schema === schema && one.name === name))
      .map(({ oid }) => oid),
  );
  return indexChanges({ catalog: before }, { catalog: after })
    .filter(({ table }) => table !== null && own.has(table))
    .map(({ text }) => text);
}
