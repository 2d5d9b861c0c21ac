import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import type { TrafficItem } from './Traffic.ts';

const perSecond = 20;
/** More canaries than this would be load, not observation. */
const mostRelations = 8;

/** A reader, and for tables a writer, on every existing relation that a pending migration names. */
export function canaries(pending: readonly Migration[], relations: readonly RelationFacts[]): TrafficItem[] {
  const named = new Set(
    pending.flatMap(({ up }) => up.statements.flatMap((statement) => statement.relations)),
  );
  return relations
    .filter(
      ({ kind, name }) => 'rpm'.includes(kind) && (named.has(name) || named.has(name.split('.').at(-1)!)),
    )
    .slice(0, mostRelations)
    .flatMap((relation) => [reader(relation), ...('rp'.includes(relation.kind) ? [writer(relation)] : [])]);
}

function reader({ name }: RelationFacts): TrafficItem {
  const sql = `SELECT 1 FROM ${name} LIMIT 1`;
  return { source: 'canary', name: `read of ${name}`, sql, parameterSets: [[]], perSecond };
}

/** Takes the lock of an UPDATE and writes nothing: an UPDATE … WHERE false would fire statement triggers. */
function writer({ name }: RelationFacts): TrafficItem {
  const sql = `BEGIN; LOCK TABLE ONLY ${name} IN ROW EXCLUSIVE MODE; ROLLBACK`;
  return { source: 'canary', name: `write of ${name}`, sql, parameterSets: [[]], perSecond };
}
