import type { RelationFacts } from '../evidence/RelationFacts.ts';
import { applyGroup, type Group } from './apply/applyGroup.ts';
import { openSession, type SessionTarget } from './apply/openSession.ts';
import { readInvalidIndexes } from './locks/readInvalidIndexes.ts';
import type { Observation } from './Observation.ts';
import { schemaSnapshot } from './schemaSnapshot.ts';
import type { ProgressWatch } from './work/ProgressWatch.ts';
import { changedSizes, readSizes } from './work/tableSizes.ts';

/**
 * Applies migrations that share a connection under observation. What is asked of the catalog is asked before the first
 * and after the last: it shows nothing of what is not committed, and reading a view's definition waits for its tables.
 * @param relations where earlier migrations may have changed them: what there was at first
 */
export async function observedGroup(
  run: SessionTarget & { schemas: Map<string, string[]> },
  group: Group,
  { sampler }: Observation,
  watch: ProgressWatch,
  relations: readonly RelationFacts[] | null,
): Promise<void> {
  const { observer } = run;
  run.schemas.set(group.migrations[0]!.id, await schemaSnapshot(observer));
  const invalidBefore = new Set((await readInvalidIndexes(observer)).map(({ name }) => name));
  const sizes = await readSizes(observer);
  const { session, close } = await openSession(run);
  sampler.follow(session.backend);
  session.tell(sampler);
  session.work.follow(watch, session.backend);
  const changes = relations && (await session.relationChanges(relations));
  if (changes) for (const seen of group.evidence) seen.relations = changes;
  try {
    await applyGroup(group, session);
  } finally {
    await close();
  }
  const last = group.evidence.at(-1)!;
  const invalid = await readInvalidIndexes(observer);
  last.invalidIndexes = invalid.filter(({ name }) => !invalidBefore.has(name));
  const statements = group.evidence.flatMap((seen) => seen.statements);
  const changed = changedSizes(sizes, await readSizes(observer), { statements });
  if (changed) last.sizes = changed;
}
