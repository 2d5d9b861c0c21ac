import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { LockMode } from '../../../src/evidence/LockMode.ts';
import { evidence, repeat } from '../../fixtures/evidence/build.ts';
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
