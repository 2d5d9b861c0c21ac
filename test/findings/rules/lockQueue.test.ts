import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { LockMode } from '../../../src/evidence/LockMode.ts';
import type { TransactionEnd } from '../../../src/evidence/MigrationEvidence.ts';
import type { ProbeEvidence } from '../../../src/evidence/ProbeEvidence.ts';
import { judge } from '../../../src/findings/judge.ts';
import { commit, evidence, migration, ordersOid, repeat, statement } from '../../fixtures/evidence/build.ts';
import { working } from '../../fixtures/evidence/migrations.ts';
import { accepted, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

interface Planted {
  mode?: LockMode;
  oid?: number;
  lockTimeoutMs?: number | null;
  probes?: ProbeEvidence[];
  stallMs?: number;
}

function locking({ mode = 'AccessExclusiveLock', oid = ordersOid, ...planted }: Planted): Evidence {
  const migration = working(10, 'nothing');
  Object.assign(migration.statements[0]!, {
    locksAfter: [{ oid, mode }],
    lockTimeoutMs: planted.lockTimeoutMs === undefined ? 0 : planted.lockTimeoutMs,
  });
  const worst = { holdMs: {}, stallMs: planted.stallMs ?? null };
  return evidence({
    repeats: [repeat([migration])],
    scenario: withBudgets({ worst }),
    ...(planted.probes ? { probes: planted.probes } : {}),
  });
}

function finding(planted: Planted) {
  const { findings } = judge(locking(planted), { baseline: null, notes: [], accept: true });
  return findings.find(({ rule }) => rule === 'lock/queue');
}

const probe: ProbeEvidence = {
  oid: ordersOid,
  mode: 'AccessExclusiveLock',
  heldMs: 2000,
  queuedMs: 2004,
  readMs: 1930,
  writeMs: 1929,
  end: 'acquired',
};

suite('lock/queue', ({ test }) => {
  test('warns of a lock that blocks reads or writes where no lock_timeout is in force', () => {
    for (const mode of [
      'ShareLock',
      'ShareRowExclusiveLock',
      'ExclusiveLock',
      'AccessExclusiveLock',
    ] as const)
      assert.equal(told('lock/queue', locking({ mode })), ['warn observed'], mode);
  });
  test('says nothing of a lock that blocks neither', () => {
    for (const mode of ['RowExclusiveLock', 'ShareUpdateExclusiveLock', 'AccessShareLock'] as const)
      assert.equal(told('lock/queue', locking({ mode })), [], mode);
  });
  test('says nothing where a lock_timeout is in force', () => {
    assert.equal(told('lock/queue', locking({ lockTimeoutMs: 2000 })), []);
  });
  test('says nothing where it is not known whether one is', () => {
    assert.equal(told('lock/queue', locking({ lockTimeoutMs: null })), []);
  });
  test('warns of a lock_timeout that is longer than the budget for stalls', () => {
    assert.equal(told('lock/queue', locking({ lockTimeoutMs: 60_000, stallMs: 1000 })), [
      'warn observed, bound budget 1000',
    ]);
    assert.equal(told('lock/queue', locking({ lockTimeoutMs: 900, stallMs: 1000 })), []);
  });
  test('says nothing of a lock that cannot be waited for, as a stronger one is held', () => {
    const evidenceOf = (first: LockMode, ends: TransactionEnd[]) => {
      const later = {
        lockTimeoutMs: 0,
        locksAfter: [
          [ordersOid, first],
          [ordersOid, 'ShareLock'],
        ] as never,
      };
      const sql = 'CREATE INDEX ON orders (a)';
      const two = [
        statement(1, [100, 101], { lockTimeoutMs: 2000, locksAfter: [[ordersOid, first]] } as never),
        statement(2, [102, 103], { sql, ...later } as never),
      ];
      return evidence({ repeats: [repeat([migration(two, ends)])] });
    };
    const once = [commit(2, [104, 105])];
    assert.equal(told('lock/queue', evidenceOf('AccessExclusiveLock', once)), []);
    assert.equal(told('lock/queue', evidenceOf('RowExclusiveLock', once)), ['warn observed']);
  });
  test('says nothing of a relation that the migration created', () => {
    assert.equal(told('lock/queue', locking({ oid: 99_999 })), []);
  });
  test('fails where the accepted run had a lock_timeout', () => {
    const baseline = accepted(locking({ lockTimeoutMs: 2000 }));
    assert.equal(told('lock/queue', locking({}), { baseline }), ['fail regressed']);
  });
  test('warns where the accepted run had none either', () => {
    const baseline = accepted(locking({}));
    assert.equal(told('lock/queue', locking({}), { baseline }), ['warn observed']);
  });
  test('tells what the probe saw', () => {
    const { why } = finding({ probes: [probe] })!;
    assert.match(why, 'stayed open for 2 s, the migration waited 2 s, and a read and a write behind it');
    assert.match(why, 'stalled for 1.93 s');
  });
  test('tells of writes alone where reads pass', () => {
    const { why } = finding({ mode: 'ShareLock', probes: [{ ...probe, mode: 'ShareLock', readMs: null }] })!;
    assert.match(why, /^Writes that come meanwhile wait/);
    assert.match(why, 'and a write behind it was stalled');
  });
  test('tells of a migration that gave up', () => {
    const { why } = finding({
      lockTimeoutMs: 1500,
      stallMs: 1000,
      probes: [{ ...probe, queuedMs: 1500, end: 'gaveUp' }],
    })!;
    assert.match(why, 'the migration gave up after 1.5 s');
  });
});
