import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import { noValues, type TrafficItem } from './TrafficItem.ts';

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
  return canary(`read of ${name}`, `SELECT 1 FROM ${name} LIMIT 1`);
}

/** Takes the lock of an UPDATE and writes nothing: an UPDATE … WHERE false would fire statement triggers. */
function writer({ name }: RelationFacts): TrafficItem {
  return canary(`write of ${name}`, `BEGIN; LOCK TABLE ONLY ${name} IN ROW EXCLUSIVE MODE; ROLLBACK`);
}

/** One connection is enough: what is due while it waits is counted from when it was due. */
function canary(name: string, sql: string): TrafficItem {
  return {
    source: 'canary',
    name,
    steps: [{ sql, uses: 0, values: null }],
    transaction: false,
    values: noValues,
    perSecond,
    prepared: false,
    pool: { key: name, connections: 1, role: null, settings: {} },
  };
}
