import { analyse } from '../../src/analysis/analyse.ts';
import type { Hold } from '../../src/analysis/Facts.ts';
import type { MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import {
  commit,
  customersOid,
  evidence,
  failure,
  migration,
  ordersOid,
  relation,
  repeat,
  sighting,
  statement,
} from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

function holdsOf(one: MigrationEvidence, sightings: ReturnType<typeof sighting>[] = []): Hold[] {
  return analyse(evidence({ repeats: [repeat([one], { sightings })] })).migrations[0]!.holds;
}

const knownLocks = [{ oid: ordersOid, mode: 'ShareUpdateExclusiveLock' as const }];

suite('locks that nobody saw', ({ test }) => {
  test('a lock that is known from the kind of its statement lasted two looks at most, and maybe no time', () => {
    const [hold] = holdsOf(migration([statement(1, [100, 900], { locksAfter: null, knownLocks })], []));
    assert.equal(
      [hold?.relation, hold?.mode, hold?.seen, hold?.lowMs, hold?.highMs],
      ['public.orders', 'ShareUpdateExclusiveLock', false, 0, 20],
    );
  });

  test('a statement that was quicker than the looks bounds it by itself', () => {
    const [hold] = holdsOf(migration([statement(1, [100, 103], { locksAfter: null, knownLocks })], []));
    assert.is(hold?.highMs, 3);
  });

  test('what was seen counts once, and as seen', () => {
    const seen = sighting(ordersOid, 'ShareUpdateExclusiveLock', 200, 800);
    const holds = holdsOf(migration([statement(1, [100, 900], { locksAfter: null, knownLocks })], []), [
      seen,
    ]);
    assert.equal(
      holds.map((hold) => [hold.seen, hold.lowMs > 500]),
      [[true, true]],
    );
  });

  test('of a statement that failed nobody knows how far it came', () => {
    const failed = statement(1, [100, 900], { locksAfter: null, knownLocks, error: failure });
    assert.equal(holdsOf(migration([failed], [])), []);
  });
});

suite('what existed before a migration', ({ test }) => {
  const locked = (oid: number, parts: Partial<MigrationEvidence> = {}) =>
    migration(
      [statement(1, [100, 110], { locksAfter: [[oid, 'AccessExclusiveLock']] })],
      [commit(1, [111, 112])],
      parts,
    );

  test('a lock on what the migration itself created is not told: nobody waits for it', () =>
    assert.equal(holdsOf(locked(17_000)), []));

  test('what an earlier migration created exists for the next', () => {
    const relations = { changed: [relation(17_000, 'public.notes')], gone: [] };
    assert.equal(
      holdsOf(locked(17_000, { relations })).map((hold) => hold.relation),
      ['public.notes'],
    );
  });

  test('what an earlier migration renamed has its new name', () => {
    const relations = { changed: [relation(customersOid, 'public.clients')], gone: [ordersOid] };
    assert.equal(
      holdsOf(locked(customersOid, { relations })).map((hold) => hold.relation),
      ['public.clients'],
    );
    assert.equal(holdsOf(locked(ordersOid, { relations })), []);
  });

  test('a lock is held across the statements up to the one that its transaction ends with', () => {
    const lock = [[ordersOid, 'ShareLock']] as const;
    const one = migration(
      [
        statement(1, [100, 110], { locksAfter: [] }),
        statement(2, [111, 120], { locksAfter: lock }),
        statement(3, [121, 130], { locksAfter: lock }),
        statement(4, [140, 150], { locksAfter: null }),
      ],
      [commit(3, [131, 132])],
    );
    const [hold] = holdsOf(one);
    assert.equal([hold?.statement, hold?.until], [2, 3]);
  });
});
