import { holdsOf } from '../../src/analysis/holds.ts';
import { Relations } from '../../src/analysis/Relations.ts';
import { stallsOf } from '../../src/analysis/stalls.ts';
import type { MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import type { SlowStatement, TrafficEvidence } from '../../src/evidence/TrafficEvidence.ts';
import {
  commit,
  customersOid,
  migration,
  ordersOid,
  relations,
  repeat,
  statement,
} from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

function slow(dueMs: number, finishedMs: number, parts: Partial<SlowStatement> = {}): SlowStatement {
  return { dueMs, finishedMs, oid: ordersOid, waitedForMode: 'AccessShareLock', ...parts };
}

function traffic(statements: SlowStatement[], parts: Partial<TrafficEvidence> = {}): TrafficEvidence {
  return {
    source: 'traffic',
    query: 'by-customer',
    perSecond: 50,
    started: 100,
    completed: 100,
    quiet: { median: 2, p99: 3, max: 4, count: 90 },
    slow: statements,
    errors: [],
    ...parts,
  };
}

/** `by-customer waited 88 ms (2) for AccessShareLock on public.orders behind 0002_region#1`. */
function told(streams: TrafficEvidence[], migrations: MigrationEvidence[]): string[] {
  const held = migrations.map((one) => ({ migration: one, holds: holdsOf(one, []) }));
  return stallsOf(repeat(migrations, { traffic: streams }), held, new Relations(relations)).map(
    ({ source, query, maxMs, count, waitedForMode, relation, blockedBy }) =>
      `${source} ${query} waited ${maxMs} ms (${count}) for ${waitedForMode} on ${relation} behind ${blockedBy.migration}#${blockedBy.statement}`,
  );
}

const two = migration(
  [
    statement(1, [100, 110], { locksAfter: [[customersOid, 'AccessExclusiveLock']] }),
    statement(2, [120, 190], {
      locksAfter: [
        [customersOid, 'AccessExclusiveLock'],
        [ordersOid, 'AccessExclusiveLock'],
      ],
    }),
  ],
  [commit(2, [200, 210])],
);

suite('stalls', ({ test }) => {
  test('a stall is the time since a statement was due, less what it takes undisturbed', () => {
    assert.equal(told([traffic([slow(130, 220)])], [two]), [
      'traffic by-customer waited 88 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('how late our own process was is none of it', () => {
    assert.equal(told([traffic([slow(130, 220, { lateMs: 30 })])], [two]), [
      'traffic by-customer waited 58 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('rows that were refused are put down to who writes to their table, and to nobody else', () => {
    const backfill = migration(
      [statement(1, [100, 190], { locksAfter: [[ordersOid, 'RowExclusiveLock']] })],
      [commit(1, [200, 210])],
    );
    const refused = (oid: number) =>
      traffic([slow(130, 220, { oid, refused: true, waitedForMode: 'ShareLock' })]);
    assert.equal(told([refused(ordersOid)], [backfill]), [
      'traffic by-customer waited 80 ms (1) for ShareLock on public.orders behind 0002_region#1',
    ]);
    assert.equal(told([refused(customersOid)], [backfill]), []);
  });

  test('what was refused until a period after the lock was gone waited for the lock, and no longer', () => {
    const late = slow(130, 290, { refused: true });
    const next = migration(
      [statement(1, [240, 280], { locksAfter: [[ordersOid, 'AccessExclusiveLock']] })],
      [commit(1, [285, 288])],
      {
        id: '0003_next',
      },
    );
    assert.equal(told([traffic([late])], [two, next]), [
      'traffic by-customer waited 80 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('what was refused a view is put down to the lock on what the view reads', () => {
    const refused = slow(130, 220, { oid: customersOid, refused: true });
    const canary = traffic([refused], { source: 'canary', relations: [customersOid, ordersOid] });
    const later = migration(
      [
        statement(1, [100, 110], { locksAfter: [[ordersOid, 'AccessExclusiveLock']] }),
        statement(2, [195, 198], {
          locksAfter: [
            [ordersOid, 'AccessExclusiveLock'],
            [customersOid, 'AccessExclusiveLock'],
          ],
        }),
      ],
      [commit(2, [200, 210])],
    );
    assert.equal(told([canary], [later]), [
      'canary by-customer waited 80 ms (1) for AccessShareLock on public.orders behind 0002_region#1',
    ]);
  });

  test('it is put down to the statement that took the lock in the way, on the relation waited for', () => {
    assert.equal(told([traffic([slow(130, 220, { oid: customersOid })])], [two]), [
      'traffic by-customer waited 88 ms (1) for AccessShareLock on public.customers behind 0002_region#1',
    ]);
  });

  test('of many alike the worst is told, and how many there were', () => {
    assert.equal(told([traffic([slow(130, 220), slow(150, 220), slow(125, 220)])], [two]), [
      'traffic by-customer waited 93 ms (3) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('traffic and canaries are told apart, worst first', () => {
    const canary = traffic([slow(125, 225)], { source: 'canary', query: 'read of public.orders' });
    assert.equal(told([traffic([slow(130, 220)]), canary], [two]), [
      'canary read of public.orders waited 98 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
      'traffic by-customer waited 88 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('what was slow before or after the migration did not wait for it', () => {
    assert.equal(told([traffic([slow(10, 90), slow(300, 400)])], [two]), []);
  });

  test('what was slow for another reason did not wait for it', () => {
    assert.equal(told([traffic([slow(130, 220, { oid: null, waitedForMode: null })])], [two]), []);
  });

  test('a lock that does not conflict was not in the way', () => {
    const share = migration(
      [
        statement(1, [100, 150], { locksAfter: [[ordersOid, 'ShareLock']] }),
        statement(2, [160, 190], {
          locksAfter: [
            [ordersOid, 'ShareLock'],
            [ordersOid, 'AccessExclusiveLock'],
          ],
        }),
      ],
      [commit(2, [200, 210])],
    );
    assert.equal(told([traffic([slow(105, 220)])], [share]), [
      'traffic by-customer waited 113 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('where no such lock is known, the statement that ran meanwhile was in the way', () => {
    const update = migration(
      [statement(1, [100, 110], { locksAfter: [] }), statement(2, [120, 190], { locksAfter: [] })],
      [commit(2, [200, 210])],
    );
    assert.equal(told([traffic([slow(115, 220)])], [update]), [
      'traffic by-customer waited 103 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('a wait that ends as the next migration begins is told once', () => {
    const next = migration([statement(1, [212, 300], { locksAfter: [] })], [commit(1, [310, 320])], {
      id: '0003_next',
    });
    assert.equal(told([traffic([slow(130, 220)])], [two, next]), [
      'traffic by-customer waited 88 ms (1) for AccessShareLock on public.orders behind 0002_region#2',
    ]);
  });

  test('a relation that the migration made cannot have stalled anybody', () => {
    assert.equal(told([traffic([slow(130, 220, { oid: 99 })])], [two]), []);
  });
});
