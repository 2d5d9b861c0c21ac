import type { Client } from 'pg';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { type RelationGraph, readBy } from './RelationGraph.ts';
import { sampleKeys } from './sampleKeys.ts';
import { noValues, type TrafficItem } from './TrafficItem.ts';

/** Of one canary; what it can miss at the begin of a stall is the time between two. */
const mostPerSecond = 20;
const leastPerSecond = 4;
/** All canaries together: they observe, and are no load. */
const totalPerSecond = 160;
/** As many have a reader and a writer at the least rate. */
export const mostCanaried = totalPerSecond / leastPerSecond / 2;

/** What it waits for is the machine's doing, or our own process's, and no lock's. */
export const control: TrafficItem = {
  ...canary('SELECT 1, which touches no relation', [], 'AccessShareLock', ['SELECT 1']),
  perSecond: 10,
};

/** A reader on every relation, and on tables a writer. */
export async function canaries(
  client: Client,
  relations: readonly RelationFacts[],
  graph: RelationGraph,
  seed: number,
): Promise<TrafficItem[]> {
  const items: TrafficItem[] = [];
  for (const relation of relations) {
    if (relation.kind === 'v') items.push(viewReader(relation, graph));
    else items.push(reader(relation));
    if (relation.kind === 'p') items.push(writer(relation, []));
    if (relation.kind === 'r') {
      items.push(writer(relation, await sampleKeys(client, relation.oid, relation.name, seed)));
    }
  }
  const perSecond = Math.max(leastPerSecond, Math.min(mostPerSecond, totalPerSecond / items.length));
  return items.map((item) => ({ ...item, perSecond }));
}

/**
 * As any SELECT it waits for ACCESS EXCLUSIVE on the table or on one of its indexes. LIMIT 0 reads no page; ONLY
 * keeps it from the partitions, which have canaries of their own.
 */
function reader({ name, oid }: RelationFacts): TrafficItem {
  return canary(`read of ${name}`, [oid], 'AccessShareLock', [`SELECT 1 FROM ONLY ${name} LIMIT 0`]);
}

/**
 * LOCK on a view locks what the view reads, too. A canary that held the one and waited for the other could be in a
 * deadlock with the migration and end it: NOWAIT, again and again, is refused instead of waiting.
 */
function viewReader({ name, oid }: RelationFacts, graph: RelationGraph): TrafficItem {
  const text = `BEGIN; LOCK TABLE ${name} IN ACCESS SHARE MODE NOWAIT; ROLLBACK`;
  return canary(`read of ${name}`, [oid, ...readBy(oid, graph)], 'AccessShareLock', [text]);
}

/**
 * Takes the lock of an UPDATE and changes nothing: an UPDATE … WHERE false would fire statement triggers. Then it asks
 * for one row, which a backfill may have locked; with NOWAIT, because to hold the table's lock and to wait for a row
 * is how deadlocks with a migration come about. A wait for a row is one for its transaction, in SHARE mode.
 */
function writer({ name, oid }: RelationFacts, keys: readonly string[]): TrafficItem {
  const lock = `LOCK TABLE ONLY ${name} IN ROW EXCLUSIVE MODE`;
  const texts = keys.map(
    (key) => `BEGIN; ${lock}; SELECT 1 FROM ONLY ${name} WHERE ${key} FOR NO KEY UPDATE NOWAIT; ROLLBACK`,
  );
  return canary(
    `write of ${name}`,
    [oid],
    'ShareLock',
    texts.length > 0 ? texts : [`BEGIN; ${lock}; ROLLBACK`],
  );
}

/** One connection is enough: what is due while it waits is counted from when it was due. */
function canary(
  name: string,
  oids: readonly number[],
  refusedMode: NonNullable<TrafficItem['canary']>['refusedMode'],
  texts: readonly string[],
): TrafficItem {
  return {
    source: 'canary',
    name,
    steps: [],
    transaction: false,
    values: noValues,
    perSecond: mostPerSecond,
    prepared: false,
    // It waits to the end, whatever timeouts production has: its stall is compared with the hold.
    pool: {
      key: name,
      connections: 1,
      role: null,
      settings: { lock_timeout: '0', statement_timeout: '0' },
    },
    canary: { oids, refusedMode, texts },
  };
}
