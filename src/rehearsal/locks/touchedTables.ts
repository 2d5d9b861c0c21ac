import type { Client } from 'pg';
import type { RepeatEvidence } from '../../evidence/Evidence.ts';
import { strongEnough } from '../../evidence/LockMode.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { readRelations } from './readRelations.ts';

/**
 * Tables that the migrations may have changed, under their present names: locked for writing or stronger, or
 * new; partitioned ones among them. Only these are vacuumed and analyzed afterwards, because ANALYZE alone moves plans
 * of untouched tables.
 */
export async function touchedTables(
  client: Client,
  evidence: RepeatEvidence,
  before: readonly RelationFacts[],
): Promise<string[]> {
  const known = new Map(before.map((relation) => [relation.oid, relation]));
  const seen = [
    ...evidence.sightings,
    ...evidence.migrations.flatMap(({ statements }) =>
      statements.flatMap(({ locksAfter }) => locksAfter ?? []),
    ),
  ];
  const locked = new Set(
    seen.filter(({ mode }) => strongEnough(mode, 'RowExclusiveLock')).map(({ oid }) => oid),
  );
  const names = new Set([...locked].map((oid) => known.get(oid)?.table ?? known.get(oid)?.name));
  const tables = new Set(before.filter(({ name }) => names.has(name)).map(({ oid }) => oid));
  const now = await readRelations(client);
  return now
    .filter(({ oid, kind }) => 'rmp'.includes(kind) && (tables.has(oid) || !known.has(oid)))
    .map(({ name }) => name);
}
