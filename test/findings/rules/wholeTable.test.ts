import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { LockMode } from '../../../src/evidence/LockMode.ts';
import type { WaitEvidence } from '../../../src/evidence/WaitEvidence.ts';
import {
  backend,
  commit,
  customersOid,
  evidence,
  migration,
  ordersOid,
  repeat,
  statement,
} from '../../fixtures/evidence/build.ts';
import { working } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

function did(work: 'rewriting' | 'verifying' | 'nothing', mode?: LockMode): Evidence {
  return evidence({ repeats: [repeat([working(1000, work, {}, mode)])] });
}

suite('migration/rewrite and migration/scan', ({ test }) => {
  test('with neither budget nor baseline they are observed', () => {
    assert.equal(told('migration/rewrite', did('rewriting')), ['warn observed']);
    assert.equal(told('migration/scan', did('verifying')), ['warn observed']);
  });
  test('under a lock that lets reads and writes through they are only information', () => {
    const [scan] = found('migration/scan', did('verifying', 'ShareUpdateExclusiveLock'));
    assert.equal([scan!.severity, scan!.remedy], ['info', 'Nothing: reads and writes go on meanwhile.']);
  });
  test('they name the relation with its size, the time and the lock', () => {
    assert.is(
      found('migration/rewrite', did('rewriting'))[0]!.title,
      'Statement 1 of 0002_region rewrote public.orders (286 MB, 2,000,000 rows) in 1 s under ACCESS EXCLUSIVE',
    );
  });
  test('they say how long the lock was held, which outlasts the statement', () => {
    const locksAfter: [number, LockMode][] = [[ordersOid, 'AccessExclusiveLock']];
    const one = statement(1, [100, 400], {
      locksAfter,
      notices: ['rewriting table "orders"'],
      walBytes: 2 ** 20,
    });
    const two = statement(2, [400, 1100], { locksAfter });
    const seen = evidence({ repeats: [repeat([migration([one, two], [commit(2, [1100, 1100])])])] });
    const [rewrite] = found('migration/rewrite', seen);
    assert.match(rewrite!.title, /in 300 ms under ACCESS EXCLUSIVE$/);
    assert.match(
      rewrite!.why,
      /rebuilt \(1 MB of WAL\).* ACCESS EXCLUSIVE is held for 700 ms – 1 s, and reads and writes wait/,
    );
  });
  test('a scan says what it was for: an index and how it was built, a foreign key and what it refers to', () => {
    const seen = (parts: Parameters<typeof statement>[2]) =>
      evidence({
        repeats: [
          repeat([
            migration(
              [statement(1, [0, 100], { locksAfter: [[ordersOid, 'ShareLock']], ...parts })],
              [commit(1, [100, 100])],
            ),
          ]),
        ],
      });
    const why = (parts: Parameters<typeof statement>[2]) => found('migration/scan', seen(parts))[0]!.why;
    const build = (how: string) => why({ notices: [`building index "i" on table "orders" ${how}`] });
    assert.match(build('serially'), /ends, to build index i serially: .* SHARE is held .* and writes wait/);
    assert.match(build('with request for 2 parallel workers'), /to build index i with 2 parallel workers:/);
    assert.match(
      why({
        notices: ['validating foreign key constraint "f"'],
        foreignKeys: [{ name: 'f', table: ordersOid, references: customersOid }],
      }),
      /to check f against public\.customers:/,
    );
  });
  test('what a statement waited for its own lock is not sold as the time of its work', () => {
    const scan = (waits: WaitEvidence[]) => {
      const one = statement(1, [0, 108], {
        locksAfter: [[ordersOid, 'AccessExclusiveLock']],
        notices: ['verifying table "orders"'],
      });
      const seen = repeat([migration([one], [commit(1, [109, 110])])], { waits, waitsFrom: 'log' });
      return found('migration/scan', evidence({ repeats: [seen] }))[0]!.title;
    };
    const wait = {
      backend,
      on: ordersOid,
      target: 'relation',
      mode: 'AccessExclusiveLock',
      startMs: 1,
      endMs: 103,
      end: 'acquired',
      holders: [100],
      queue: [],
      exact: true,
    } satisfies WaitEvidence;
    assert.match(
      scan([wait]),
      /in 108 ms, of which it waited up to 102 ms for a lock, under ACCESS EXCLUSIVE$/,
    );
    assert.match(scan([{ ...wait, endMs: 4 }]), /in 108 ms under ACCESS EXCLUSIVE$/);
  });
  test('a rewrite that is new in a known migration has regressed, on any host', () => {
    const baseline = accepted(did('nothing'), { sameHost: false });
    assert.equal(told('migration/rewrite', did('rewriting'), { baseline }), [
      'fail regressed, bound baseline 0',
    ]);
  });
  test('a scan that became a rewrite has regressed', () => {
    assert.equal(told('migration/rewrite', did('rewriting'), { baseline: accepted(did('verifying')) }), [
      'fail regressed, bound baseline 0',
    ]);
  });
  test('one that the baseline knows is observed', () => {
    const baseline = accepted(did('rewriting'));
    assert.equal(told('migration/rewrite', did('rewriting'), { baseline }), ['warn observed']);
  });
  test('a migration that the baseline does not know regresses nothing', () => {
    const next = evidence({ repeats: [repeat([working(1000, 'rewriting', { id: '0003_next' })])] });
    assert.equal(told('migration/rewrite', next, { baseline: accepted(did('nothing')) }), ['warn observed']);
  });
});
