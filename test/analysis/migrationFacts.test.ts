import { analyse } from '../../src/analysis/analyse.ts';
import type { MigrationFacts } from '../../src/analysis/Facts.ts';
import type { Evidence, RepeatEvidence } from '../../src/evidence/Evidence.ts';
import type { MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import {
  commit,
  evidence,
  failure,
  migration,
  ordersOid,
  repeat,
  rollback,
  scenario,
  sighting,
  statement,
} from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

/** A rewrite under ACCESS EXCLUSIVE that begins at 100 and takes this long. */
function rewrite(ms: number, parts: Partial<MigrationEvidence> = {}): MigrationEvidence {
  const end = 100 + ms;
  return migration(
    [
      statement(1, [100, end], {
        locksAfter: [
          [ordersOid, 'AccessExclusiveLock'],
          [ordersOid, 'ShareLock'],
          [16420, 'AccessExclusiveLock'],
        ],
        notices: ['rewriting table "orders"'],
      }),
    ],
    [commit(1, [end + 5, end + 10])],
    { walBytes: ms * 1000, ...parts },
  );
}

function facts(repeats: RepeatEvidence[], parts: Partial<Evidence> = {}): MigrationFacts {
  return analyse(evidence({ repeats, ...parts })).migrations[0]!;
}

const three = [
  repeat([rewrite(1000)], { repeat: 1 }),
  repeat([rewrite(3000)], { repeat: 2 }),
  repeat([rewrite(2000)], { repeat: 3 }),
];

suite('migrationFacts', ({ test }) => {
  test('a duration carries the samples of all repeats', () => {
    const { durationMs, statements } = facts(three);
    assert.equal(durationMs, { median: 2010, low: 1010, high: 3010, samples: [1010, 3010, 2010] });
    assert.equal(statements[0]!.durationMs, {
      median: 2000,
      low: 1000,
      high: 3000,
      samples: [1000, 3000, 2000],
    });
  });

  test('the holds are those of the worst repeat', () => {
    assert.equal(
      facts(three).holds.map(({ mode, lowMs, highMs, repeat }) => [mode, lowMs, highMs, repeat]),
      [
        ['AccessExclusiveLock', 5, 3010, 2],
        ['ShareLock', 5, 3010, 2],
      ],
    );
  });

  test('a hold that the sampler narrowed is worse than a vague one that may have been longer', () => {
    const narrow = repeat([rewrite(2000)], {
      sightings: [sighting(ordersOid, 'AccessExclusiveLock', 105, 2104)],
    });
    const [hold] = facts([repeat([rewrite(3000)]), { ...narrow, repeat: 2 }]).holds;
    assert.equal([hold!.repeat, hold!.lowMs, hold!.highMs], [2, 1999, 2010]);
  });

  test('WAL is that of the repeat that wrote most', () => {
    assert.is(facts(three).walBytes, 3_000_000);
  });

  test('TOAST is not named', () => {
    const names = facts(three).statements[0]!.locks.map(({ relation }) => relation);
    assert.equal(names, ['public.orders', 'public.orders']);
  });

  test('the locks of a statement are those that it took, strongest first', () => {
    const upgrade = migration(
      [
        statement(1, [0, 10], { locksAfter: [[ordersOid, 'ShareLock']] }),
        statement(2, [20, 30], {
          locksAfter: [
            [ordersOid, 'ShareLock'],
            [ordersOid, 'AccessExclusiveLock'],
          ],
        }),
      ],
      [commit(2, [40, 50])],
    );
    assert.equal(
      facts([repeat([upgrade])]).statements.map(({ locks }) => locks.map(({ mode }) => mode)),
      [['ShareLock'], ['AccessExclusiveLock']],
    );
  });

  test('work is under the strongest lock that was held meanwhile', () => {
    assert.equal(facts(three).statements[0]!.under, [
      { relation: 'public.orders', mode: 'AccessExclusiveLock' },
    ]);
  });

  test('a scan under a lock that lets reads and writes through is under none', () => {
    const validate = migration(
      [
        statement(1, [0, 1000], {
          locksAfter: [[ordersOid, 'ShareUpdateExclusiveLock']],
          notices: ['verifying table "orders"'],
        }),
      ],
      [commit(1, [1001, 1002])],
    );
    const [only] = facts([repeat([validate])]).statements;
    assert.equal([only!.scans, only!.under], [['public.orders'], []]);
  });

  test('a failure in any repeat is told', () => {
    const failed = migration(
      [statement(1, [100, 200], { locksAfter: null, error: failure })],
      [rollback(1, [201, 202])],
    );
    const found = facts([repeat([rewrite(1000)]), repeat([failed], { repeat: 2 })]);
    assert.equal([found.status, found.statements[0]!.error?.code], ['failed', '23505']);
  });

  test('a migration that nothing was sent of has no duration', () => {
    const skipped = migration([], [], { status: 'skipped', startedMs: null, finishedMs: null });
    assert.equal(facts([repeat([skipped])]).durationMs.samples, []);
  });

  test('a rollback has the durations of all repeats and the error of any', () => {
    const withRollback = (durationMs: number, status: 'applied' | 'failed') =>
      rewrite(1000, {
        hasRollback: true,
        rollback: {
          file: 'migrations/0002_region.down.sql',
          status,
          durationMs,
          error: status === 'failed' ? { ...failure, statement: 1, line: 1 } : null,
          schemaRestored: status === 'applied',
          difference: [],
        },
      });
    const found = facts([
      repeat([withRollback(10, 'applied')]),
      repeat([withRollback(30, 'failed')], { repeat: 2 }),
    ]).rollback!;
    assert.equal([found.status, found.durationMs.samples, found.error?.code], ['failed', [10, 30], '23505']);
  });

  test('a rewrite is projected to production’s rows', () => {
    const production = { rows: { 'public.orders': 20_000_000 } };
    const found = facts(three, { scenario: scenario({ production }) }).projection!;
    assert.equal([found.rows, found.multiplier, found.lowMs], [20_000_000, 10, 10_010]);
  });

  test('an UPDATE is projected, too; a change of metadata is not', () => {
    const production = { rows: { 'public.orders': 20_000_000 } };
    const update = (kind: string) =>
      migration(
        [statement(1, [0, 1000], { kind, locksAfter: [[ordersOid, 'RowExclusiveLock']] })],
        [commit(1, [1001, 1002])],
      );
    const multiplier = (kind: string) =>
      facts([repeat([update(kind)])], { scenario: scenario({ production }) }).projection?.multiplier;
    assert.equal([multiplier('UpdateStmt'), multiplier('AlterTableStmt')], [10, undefined]);
  });
});
