import type { RepeatEvidence } from '../../evidence/Evidence.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { toolTableNames } from '../../server/target/historyTables.ts';
import { bareName } from './classify.ts';

/** The tool's own tables, with their indexes: nobody else waits for them, and no migration is about them. */
function toolRelations(
  relations: readonly RelationFacts[],
  historyTable: string | null,
): ReadonlySet<number> {
  const own = historyTable === null ? null : bareName(historyTable);
  const isOwn = (name: string) => toolTableNames.has(name) || name === own;
  return new Set(
    relations
      .filter(({ name, table, kind }) => {
        const bare = bareName(table ?? name);
        // As serial and identity columns name theirs.
        return isOwn(bare) || (kind === 'S' && isOwn(bare.replace(/_[^_]+_seq$/, '')));
      })
      .map(({ oid }) => oid),
  );
}

/** Takes the locks on them out of what was seen. */
export function withoutToolRelations(seen: RepeatEvidence, relations: readonly RelationFacts[]): void {
  const own = toolRelations(relations, seen.command?.historyTable ?? null);
  seen.sightings = seen.sightings.filter(({ oid }) => !own.has(oid));
  for (const { statements } of seen.migrations)
    for (const statement of statements)
      if (statement.locksAfter)
        statement.locksAfter = statement.locksAfter.filter(({ oid }) => !own.has(oid));
}
