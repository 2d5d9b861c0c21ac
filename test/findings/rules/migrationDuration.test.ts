import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { BudgetFacts } from '../../../src/evidence/ScenarioFacts.ts';
import { evidence, repeat } from '../../fixtures/evidence/build.ts';
import { failed, working } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

/** Two repeats of these lengths. */
function took(low: number, high: number, budgets: Partial<BudgetFacts> = {}): Evidence {
  return evidence({
    repeats: [repeat([working(low, 'nothing')]), repeat([working(high, 'nothing')], { repeat: 2 })],
    scenario: withBudgets(budgets),
  });
}

function two(ms: number, budgets: Partial<BudgetFacts> = {}): Evidence {
  const next = working(ms, 'nothing', { id: '0003_next' });
  return evidence({ repeats: [repeat([working(1000, 'nothing'), next])], scenario: withBudgets(budgets) });
}

suite('migration/duration', ({ test }) => {
  test('the budget is breached when the low end exceeds it', () => {
    assert.equal(told('migration/duration', took(2001, 3000, { durationMs: 2000 })), [
      'fail breached, bound budget 2000',
    ]);
  });
  test('repeats on both sides of the budget are a warning', () => {
    assert.equal(told('migration/duration', took(1900, 2100, { durationMs: 2000 })), [
      'warn observed, bound budget 2000',
    ]);
  });
  test('inside the budget, and without one, there is nothing to tell', () => {
    assert.equal(told('migration/duration', took(1000, 2000, { durationMs: 2000 })), []);
    assert.equal(told('migration/duration', took(100_000, 200_000)), []);
  });
  test('the budget is a total over the pending migrations, and the finding is about all of them', () => {
    const [finding] = found('migration/duration', two(1500, { durationMs: 2000 }));
    assert.is(finding!.title, '2 migrations took 2.5 s; the budget is 2 s');
    assert.equal([finding!.subject, finding!.cause], [{}, '0003_next#1']);
  });
  test('a migration that takes far longer than in the baseline has regressed, a faster one improved', () => {
    const baseline = accepted(took(1000, 1100));
    assert.equal(told('migration/duration', took(9000, 9100), { baseline }), [
      'fail regressed, bound baseline 1100',
    ]);
    const slow = accepted(took(9000, 9100));
    assert.equal(told('migration/duration', took(1000, 1100), { baseline: slow }), [
      'info improved, bound baseline 9100',
    ]);
  });
  test('the same duration, one within noise, and a host of another class raise nothing', () => {
    const baseline = accepted(took(1000, 1100));
    assert.equal(told('migration/duration', took(1000, 1100), { baseline }), []);
    assert.equal(told('migration/duration', took(2500, 2600), { baseline }), []);
    assert.equal(
      told('migration/duration', took(9000, 9100), { baseline: { ...baseline, sameHost: false } }),
      [],
    );
  });
  test('one migration over budget and over the baseline is told once', () => {
    const baseline = accepted(took(10, 11));
    assert.equal(told('migration/duration', took(9000, 9100, { durationMs: 2000 }), { baseline }), [
      'fail breached, bound budget 2000',
    ]);
  });
  test('of several migrations, the total and each one that regressed are told apart', () => {
    const all = found('migration/duration', two(9000, { durationMs: 2000 }), { baseline: accepted(two(10)) });
    assert.equal(
      all.map(({ id, verdict }) => `${id} ${verdict}`),
      ['orders:migration/duration breached', 'orders:migration/duration:0003_next regressed'],
    );
  });
  test('a migration that is new since the baseline is held against none', () => {
    const baseline = accepted(took(10, 11));
    assert.equal(told('migration/duration', two(60_000), { baseline }), []);
  });
  test('how long a failure took is not compared', () => {
    const baseline = accepted(took(20_000, 20_000));
    assert.equal(told('migration/duration', evidence({ repeats: [repeat([failed])] }), { baseline }), []);
  });
});
