import type { Evidence } from '../../../src/evidence/Evidence.ts';
import { backend, customersOid, evidence, ordersOid, repeat } from '../../fixtures/evidence/build.ts';
import { holding } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

function deadlock(parts: Partial<Evidence> = {}, between: [number, number] = [backend, 5]): Evidence {
  const [one, two] = between;
  const party = { target: 'relation' as const, mode: 'AccessExclusiveLock' as const };
  return evidence({
    repeats: [
      repeat([holding(1_000, 1_000)], {
        waits: [],
        waitsFrom: 'log',
        deadlocks: [
          {
            atMs: 150,
            victim: two,
            parties: [
              { ...party, backend: one, on: customersOid, blockedBy: two, sql: 'LOCK TABLE customers' },
              { ...party, backend: two, on: ordersOid, blockedBy: one, sql: 'UPDATE orders\n SET a = $1' },
            ],
          },
        ],
        backends: [
          { backend, role: 'migration', name: '0002_region' },
          { backend: 5, role: 'traffic', name: 'pay' },
          { backend: 6, role: 'traffic', name: 'ship' },
        ],
      }),
    ],
    ...parts,
  });
}

const budget = { scenario: withBudgets({ durationMs: 10_000_000 }) };

suite('lock/deadlock', ({ test }) => {
  test('a deadlock of the migration fails where anything is judged, and is told elsewhere', () => {
    assert.equal(told('lock/deadlock', deadlock(budget)), ['fail regressed']);
    assert.equal(told('lock/deadlock', deadlock()), ['warn observed']);
  });
  test('one that the baseline has is told', () => {
    const baseline = accepted(deadlock());
    assert.equal(told('lock/deadlock', deadlock(), { baseline }), ['warn observed']);
    const clean = accepted(evidence({ repeats: [repeat([holding(1_000, 1_000)])] }));
    assert.equal(told('lock/deadlock', deadlock(), { baseline: clean }), ['fail regressed']);
  });
  test('one between others is none of the migration’s', () => {
    assert.equal(told('lock/deadlock', deadlock(budget, [5, 6])), []);
  });
  test('both parties are told with what they waited for and ran, and how long it lasts on production', () => {
    const server = {
      version: '18.4',
      major: 18,
      source: 'embedded' as const,
      settings: { deadlock_timeout: '3s' },
    };
    const [finding] = found('lock/deadlock', deadlock({ server }));
    assert.is(finding!.title, "Statement 1 of 0002_region and the traffic 'pay' waited for each other");
    assert.is(
      finding!.why,
      "Statement 1 of 0002_region waited for ACCESS EXCLUSIVE on public.customers (LOCK TABLE customers). The traffic 'pay' waited for ACCESS EXCLUSIVE on public.orders (UPDATE orders SET a = $1). This one was ended; another time it may be another. On production it would have lasted for deadlock_timeout at least, which is 3s.",
    );
    assert.equal(finding!.cause, '0002_region#1');
  });
});
