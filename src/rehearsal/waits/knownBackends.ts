import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { BackendFacts } from '../../evidence/WaitEvidence.ts';
import type { LongTransactionPlayer } from '../longTransactions/LongTransactionPlayer.ts';
import type { TrafficStream } from '../traffic/TrafficStream.ts';
import type { KnownBackends } from './WaitObserver.ts';

/** The backends of one repeat. Of a pool that several items share, each item's own statements tell which one it is. */
export function knownBackends(
  migrations: readonly MigrationEvidence[],
  streams: readonly TrafficStream[],
  long: readonly LongTransactionPlayer[],
): KnownBackends {
  const facts: BackendFacts[] = migrations.flatMap(({ id, backend }) =>
    backend === null ? [] : [{ backend, role: 'migration' as const, name: id }],
  );
  for (const { backends, evidence } of long)
    for (const backend of backends) facts.push({ backend, role: 'longTransaction', name: evidence.name });
  for (const pool of new Set(streams.map((stream) => stream.pool))) {
    const items = streams.filter((stream) => stream.pool === pool).map(({ item }) => item);
    const name = items.map((item) => item.name).join(', ');
    for (const backend of pool.backends) facts.push({ backend, role: items[0]!.source, name });
  }
  return {
    facts,
    queryOf: (backend, sql) => {
      const own = streams.filter(({ pool }) => pool.backends.has(backend));
      if (own.length === 1) return own[0]!.item.name;
      return own.find(({ item }) => item.steps.some((step) => 'sql' in step && step.sql === sql))?.item.name;
    },
  };
}
