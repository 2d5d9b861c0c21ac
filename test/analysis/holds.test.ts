import type { HoldInterval } from '../../src/analysis/HoldInterval.ts';
import { holdsOf } from '../../src/analysis/holds.ts';
import type { LockSighting, MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import {
  backend,
  commit,
  failure,
  migration,
  ordersOid as orders,
  rollback,
  sighting,
  statement,
} from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

const exclusive = 'AccessExclusiveLock';

/** `1 AccessExclusiveLock [100,180] [200,230]`: statement, mode, acquired, released. */
function holds(migration: MigrationEvidence, sightings: LockSighting[] = [], gapMs?: number): string[] {
  return holdsOf(migration, sightings, gapMs).map(text);
}

function text({ statement, mode, acquired, released }: HoldInterval): string {
  return `${statement} ${mode} [${acquired.earliest},${acquired.latest}] [${released.earliest},${released.latest}]`;
}

suite('holds', ({ test }) => {
  const one = migration(
    [statement(1, [100, 180], { locksAfter: [[orders, exclusive]] })],
    [commit(1, [200, 230])],
  );

  test('without the sampler a hold lies between the statement and the acknowledgement of COMMIT', () => {
    assert.equal(holds(one), ['1 AccessExclusiveLock [100,180] [200,230]']);
  });

  test('the sampler narrows both ends', () => {
    assert.equal(holds(one, [sighting(orders, exclusive, 115, 205)]), [
      '1 AccessExclusiveLock [105,116] [205,216]',
    ]);
  });

  test('a lock that is gone before the acknowledgement was released before it', () => {
    const rewrite = migration(one.statements, [commit(1, [200, 400])]);
    assert.equal(holds(rewrite, [sighting(orders, exclusive, 115, 205)]), [
      '1 AccessExclusiveLock [105,116] [205,216]',
    ]);
  });

  test('a sighting of another backend, of another relation, or of a wait says nothing', () => {
    const others = [
      sighting(orders, exclusive, 115, 205, { backend: backend + 1 }),
      sighting(orders, exclusive, 115, 205, { granted: false }),
    ];
    assert.equal(holds(one, others), ['1 AccessExclusiveLock [100,180] [200,230]']);
  });

  test('a lock is held across the later statements of its transaction', () => {
    const three = migration(
      [
        statement(1, [0, 10], { locksAfter: [] }),
        statement(2, [20, 30], { locksAfter: [[orders, exclusive]] }),
        statement(3, [40, 90], { locksAfter: [[orders, exclusive]] }),
      ],
      [commit(3, [100, 110])],
    );
    assert.equal(holds(three), ['2 AccessExclusiveLock [20,30] [100,110]']);
  });

  test('a rollback to a savepoint releases within its statement', () => {
    const savepoint = migration(
      [
        statement(1, [0, 10], { locksAfter: [[orders, exclusive]] }),
        statement(2, [20, 30], { locksAfter: [] }),
        statement(3, [40, 50], { locksAfter: [[orders, exclusive]] }),
      ],
      [commit(3, [60, 70])],
    );
    assert.equal(holds(savepoint), [
      '1 AccessExclusiveLock [0,10] [20,30]',
      '3 AccessExclusiveLock [40,50] [60,70]',
    ]);
  });

  test('an error releases between the statement that failed and the end of ROLLBACK', () => {
    const failed = migration(
      [
        statement(1, [0, 10], { locksAfter: [[orders, exclusive]] }),
        statement(2, [20, 90], { locksAfter: null, error: failure }),
      ],
      [rollback(2, [91, 95])],
    );
    assert.equal(holds(failed), ['1 AccessExclusiveLock [0,10] [20,95]']);
  });

  test('a COMMIT that fails releases after it was sent', () => {
    const deferred = migration(
      [statement(1, [0, 10], { locksAfter: [[orders, exclusive]], error: failure })],
      [rollback(1, [20, 90])],
    );
    assert.equal(holds(deferred), ['1 AccessExclusiveLock [0,10] [20,90]']);
  });

  test('a lock of a statement that failed is known from the sampler alone', () => {
    const failed = migration(
      [statement(1, [0, 90], { locksAfter: null, error: failure })],
      [rollback(1, [91, 95])],
    );
    assert.equal(holds(failed), []);
    assert.equal(holds(failed, [sighting(orders, exclusive, 20, 85)]), [
      '1 AccessExclusiveLock [10,21] [85,95]',
    ]);
  });

  test('a lock outside a transaction is known from the sampler alone', () => {
    const concurrently = migration([statement(1, [100, 300], { locksAfter: null })], []);
    assert.equal(holds(concurrently, [sighting(orders, 'ShareUpdateExclusiveLock', 105, 295)]), [
      '1 ShareUpdateExclusiveLock [100,106] [295,300]',
    ]);
  });

  test('a sighting over two statements outside a transaction is two holds', () => {
    const two = migration(
      [statement(1, [100, 300], { locksAfter: null }), statement(2, [302, 500], { locksAfter: null })],
      [],
    );
    assert.equal(holds(two, [sighting(orders, 'ShareUpdateExclusiveLock', 105, 495)], 10), [
      '1 ShareUpdateExclusiveLock [100,106] [280,300]',
      '2 ShareUpdateExclusiveLock [302,322] [495,500]',
    ]);
  });

  test('a sighting over two transactions is one hold in each', () => {
    const two = migration(
      [
        statement(1, [100, 300], { locksAfter: [[orders, exclusive]] }),
        statement(2, [310, 500], { locksAfter: [[orders, exclusive]] }),
      ],
      [commit(1, [302, 305]), commit(2, [505, 510])],
    );
    assert.equal(holds(two, [sighting(orders, exclusive, 105, 504)], 10), [
      '1 AccessExclusiveLock [100,106] [302,305]',
      '2 AccessExclusiveLock [310,330] [505,510]',
    ]);
  });

  test('a lock that an exception block gave back is another than the one kept afterwards', () => {
    const block = migration(
      [statement(1, [0, 200], { locksAfter: [[orders, exclusive]] })],
      [commit(1, [300, 310])],
    );
    const seen = [
      sighting(orders, exclusive, 20, 40, { absentMs: 10, goneMs: 51 }),
      sighting(orders, exclusive, 120, 290, { absentMs: 110, goneMs: 311 }),
    ];
    assert.equal(holds(block, seen), [
      '1 AccessExclusiveLock [10,21] [40,51]',
      '1 AccessExclusiveLock [110,121] [300,310]',
    ]);
  });

  test('a stronger mode of the same relation is a hold of its own', () => {
    const upgrade = migration(
      [
        statement(1, [0, 10], { locksAfter: [[orders, 'ShareLock']] }),
        statement(2, [20, 30], {
          locksAfter: [
            [orders, 'ShareLock'],
            [orders, exclusive],
          ],
        }),
      ],
      [commit(2, [40, 50])],
    );
    assert.equal(holds(upgrade), ['1 ShareLock [0,10] [40,50]', '2 AccessExclusiveLock [20,30] [40,50]']);
  });

  test('a look that straddles the begin of a statement may have seen the one before', () => {
    const two = migration(
      [
        statement(1, [0, 100], { locksAfter: null }),
        statement(2, [102, 200], { locksAfter: [[orders, exclusive]] }),
      ],
      [commit(2, [210, 220])],
    );
    const straddling = sighting(orders, exclusive, 99, 212, { firstSeenMs: 104 });
    assert.equal(holds(two, [straddling], 10), ['2 AccessExclusiveLock [102,122] [212,220]']);
  });

  test('of a lock whose end nobody saw, the end of the observation is the most that is known', () => {
    const lost = migration([statement(1, [0, 10], { locksAfter: [[orders, exclusive]] })], [], {
      finishedMs: 50,
    });
    assert.equal(holds(lost), ['1 AccessExclusiveLock [0,10] [10,50]']);
  });
});
