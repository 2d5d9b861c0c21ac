import type { Evidence } from '../../evidence/Evidence.ts';
import { strongEnough } from '../../evidence/LockMode.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';

/** SHARE is the weakest mode that writers queue behind. */
const strong = 'ShareLock';

/** Relations that the migrations locked so that others queue: what can be held by a plain transaction, largest first. */
export function strongRelations({ repeats, relations }: Evidence): RelationFacts[] {
  const taken = repeats.flatMap(({ sightings, migrations }) => [
    ...sightings,
    ...migrations.flatMap(({ statements }) => statements.flatMap(({ locksAfter }) => locksAfter ?? [])),
  ]);
  const oids = new Set(taken.filter(({ mode }) => strongEnough(mode, strong)).map(({ oid }) => oid));
  return relations
    .filter(({ oid, kind }) => oids.has(oid) && 'rpm'.includes(kind))
    .sort((a, b) => b.bytes - a.bytes || a.oid - b.oid);
}
