import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { BudgetFacts } from '../../../src/evidence/ScenarioFacts.ts';
import { commit, evidence, migration, ordersOid, repeat, statement } from '../../fixtures/evidence/build.ts';
import { holding } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

function held(low: number, high: number, budgets: Partial<BudgetFacts> = {}): Evidence {
  return evidence({ repeats: [repeat([holding(low, high)])], scenario: withBudgets(budgets) });
}

const budget = { worst: { holdMs: { AccessExclusiveLock: 500 }, stallMs: null } };

suite('lock/hold', ({ test }) => {
  test('a budget is breached when the low end exceeds it', () => {
    assert.equal(told('lock/hold', held(501, 600, budget)), ['fail breached, bound budget 500']);
  });
  test('an interval that straddles the budget is a warning', () => {
    assert.equal(told('lock/hold', held(500, 600, budget)), ['warn observed, bound budget 500']);
  });
  test('inside the budget there is nothing to tell', () => {
    assert.equal(told('lock/hold', held(400, 500, budget)), []);
  });
  test('a budget for the relation overrides the general one, in both directions', () => {
    const relation = (ms: number) => ({
      ...budget,
      relations: { 'public.orders': { holdMs: { AccessExclusiveLock: ms }, stallMs: null } },
    });
    assert.equal(told('lock/hold', held(501, 600, relation(1000))), []);
    assert.equal(told('lock/hold', held(201, 300, relation(200))), ['fail breached, bound budget 200']);
  });
  test('a budget for another mode or relation says nothing', () => {
    const others = {
      worst: { holdMs: { ShareLock: 1 }, stallMs: null },
      relations: { 'public.customers': { holdMs: { AccessExclusiveLock: 1 }, stallMs: null } },
    };
    assert.equal(told('lock/hold', held(400, 450, others)), []);
  });
  test('without budget and baseline a long hold is observed, a short one is not told', () => {
    assert.equal(told('lock/hold', held(500, 600)), ['warn observed, bound rule 500']);
    assert.equal(told('lock/hold', held(499, 600)), []);
  });
  test('where other statements run under the lock, the advice is to take it last', () => {
    const locked = [[ordersOid, 'AccessExclusiveLock']] as const;
    const update = { sql: 'UPDATE orders SET region = 1', locksAfter: [...locked], kind: 'UpdateStmt' };
    const spread = migration(
      [
        statement(1, [100, 101], { sql: 'ALTER TABLE orders DROP COLUMN note', locksAfter: [...locked] }),
        statement(2, [102, 900], update as never),
      ],
      [commit(2, [901, 902])],
    );
    const [finding] = found(
      'lock/hold',
      evidence({ repeats: [repeat([spread])], scenario: withBudgets(budget) }),
    );
    assert.match(finding!.remedy, 'while statement 2 runs: let statement 1 stand last');
    assert.match(finding!.remedy, 'in batches');
  });
  test('a long hold of a mode that lets reads and writes through is not told', () => {
    const weak = evidence({ repeats: [repeat([holding(9000, 9000, 'ShareUpdateExclusiveLock')])] });
    assert.equal(told('lock/hold', weak), []);
  });
  test('it names statement, relation, mode, interval and place', () => {
    const [finding] = found('lock/hold', held(501, 600, budget));
    assert.is(
      finding!.title,
      'Statement 1 of 0002_region held ACCESS EXCLUSIVE on public.orders for 501–600 ms',
    );
    assert.equal(finding!.measured, { value: 600, unit: 'ms', low: 501, high: 600 });
    assert.equal(finding!.location, { file: 'migrations/0002_region.up.sql', line: 4 });
    assert.match(finding!.why, 'reads, writes, VACUUM and ANALYZE and schema changes');
  });
  test('weaker modes and indexes of the same statement are not told beside the strongest', () => {
    const many = migration(
      [
        statement(1, [100, 101], {
          locksAfter: [
            [ordersOid, 'AccessExclusiveLock'],
            [ordersOid, 'ShareLock'],
            [16410, 'AccessExclusiveLock'],
          ],
        }),
      ],
      [commit(1, [2000, 2001])],
    );
    const all = found('lock/hold', evidence({ repeats: [repeat([many])] }));
    assert.equal(
      all.map(({ subject }) => `${subject.relation} ${subject.mode}`),
      ['public.orders AccessExclusiveLock'],
    );
  });
  test('a hold that the baseline has not seen so long has regressed', () => {
    const baseline = accepted(held(100, 110));
    assert.equal(told('lock/hold', held(2000, 2100), { baseline }), ['fail regressed, bound baseline 110']);
  });
  test('a lock that the baseline does not have at all has regressed', () => {
    const baseline = accepted(evidence({ repeats: [repeat([holding(100, 110, 'ShareLock')])] }));
    assert.equal(told('lock/hold', held(2000, 2100), { baseline }), ['fail regressed, bound baseline 0']);
  });
  test('a hold that is much shorter has improved', () => {
    const baseline = accepted(held(9000, 9100));
    assert.equal(told('lock/hold', held(100, 110), { baseline }), ['info improved, bound baseline 9100']);
  });
  test('the same hold, and one within noise, raise nothing against the baseline', () => {
    const baseline = accepted(held(300, 310));
    assert.equal(told('lock/hold', held(300, 310), { baseline }), []);
    assert.equal(told('lock/hold', held(450, 460), { baseline }), []);
  });
  test('a host of another class compares no times', () => {
    const baseline = accepted(held(10, 11), { sameHost: false });
    assert.equal(told('lock/hold', held(400, 410), { baseline }), []);
    assert.equal(told('lock/hold', held(4000, 4100), { baseline }), ['warn observed, bound rule 500']);
  });
  test('a machine that is as much slower as the hold is longer is no regression', () => {
    const slow = evidence({ repeats: [repeat([holding(2000, 2100)], { calibrationMs: 1000 })] });
    assert.equal(told('lock/hold', slow, { baseline: accepted(held(400, 410)) }), [
      'warn observed, bound rule 500',
    ]);
  });
  test('a budget breached is told before a regression', () => {
    const baseline = accepted(held(10, 11));
    assert.equal(told('lock/hold', held(5000, 5100, budget), { baseline }), [
      'fail breached, bound budget 500',
    ]);
  });
});
