import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { BudgetFacts } from '../../../src/evidence/ScenarioFacts.ts';
import { commit, evidence, migration, ordersOid, repeat, statement } from '../../fixtures/evidence/build.ts';
import { working } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

const megabyte = 1024 ** 2;

function wrote(megabytes: number, budgets: Partial<BudgetFacts> = {}): Evidence {
  const walBytes = megabytes * megabyte;
  return evidence({
    repeats: [repeat([working(10, 'nothing', { walBytes })])],
    scenario: withBudgets(budgets),
  });
}

suite('migration/wal', ({ test }) => {
  test('a budget is breached by more, not by as much', () => {
    const walBytes = 100 * megabyte;
    assert.equal(told('migration/wal', wrote(101, { walBytes })), [
      `fail breached, bound budget ${walBytes}`,
    ]);
    assert.equal(told('migration/wal', wrote(100, { walBytes })), []);
  });
  test('without budget and baseline there is nothing to tell', () => {
    assert.equal(told('migration/wal', wrote(100_000)), []);
  });
  test('the statement that wrote most is its cause, however short', () => {
    const statements = [
      statement(1, [0, 900], { walBytes: 1000 }),
      statement(2, [900, 950], {
        walBytes: 90 * megabyte,
        notices: ['rewriting table "orders"'],
        locksAfter: [[ordersOid, 'AccessExclusiveLock']],
      }),
    ];
    const one = migration(statements, [commit(2, [950, 960])], {
      walBytes: 91 * megabyte,
      walFrom: 'server',
    });
    const seen = evidence({
      repeats: [repeat([one])],
      scenario: withBudgets({ walBytes: 50 * megabyte }),
    });
    const [finding] = found('migration/wal', seen);
    assert.is(finding!.cause, '0002_region#2');
    assert.match(
      finding!.why,
      /Statement 2 of 0002_region, which rewrote public\.orders, wrote 90 MB of it in 50 ms under ACCESS EXCLUSIVE on public\.orders\. It is the server’s/,
    );
  });
  test('half as much again as the baseline has regressed, on any host', () => {
    const baseline = accepted(wrote(100), { sameHost: false });
    assert.equal(told('migration/wal', wrote(150), { baseline }), [
      `fail regressed, bound baseline ${100 * megabyte}`,
    ]);
  });
  test('a little more, and much more of next to nothing, raise nothing', () => {
    assert.equal(told('migration/wal', wrote(140), { baseline: accepted(wrote(100)) }), []);
    assert.equal(told('migration/wal', wrote(15), { baseline: accepted(wrote(1)) }), []);
  });
});
