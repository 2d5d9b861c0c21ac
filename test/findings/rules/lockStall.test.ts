import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { BudgetFacts } from '../../../src/evidence/ScenarioFacts.ts';
import { evidence, repeat } from '../../fixtures/evidence/build.ts';
import { holding, stalled } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

function stall(ms: number, budgets: Partial<BudgetFacts> = {}): Evidence {
  const traffic = [stalled(200, 200 + ms)];
  return evidence({
    repeats: [repeat([holding(10_000, 10_000)], { traffic })],
    scenario: withBudgets(budgets),
  });
}

const budget = { worst: { holdMs: {}, stallMs: 1000 } };

suite('lock/stall', ({ test }) => {
  test('a stall over the budget breaches it, one as long does not', () => {
    assert.equal(told('lock/stall', stall(1001, budget)), ['fail breached, bound budget 1000']);
    assert.equal(told('lock/stall', stall(1000, budget)), []);
  });
  test('a budget for the relation overrides the general one', () => {
    const relations = { 'public.orders': { holdMs: {}, stallMs: 100 } };
    assert.equal(told('lock/stall', stall(101, { ...budget, relations })), [
      'fail breached, bound budget 100',
    ]);
  });
  test('without budget and baseline a long stall is observed, a short one is not told', () => {
    assert.equal(told('lock/stall', stall(500)), ['warn observed, bound rule 500']);
    assert.equal(told('lock/stall', stall(499)), []);
  });
  test('a stall that the baseline has not seen so long has regressed', () => {
    const baseline = accepted(stall(100));
    assert.equal(told('lock/stall', stall(5000), { baseline }), ['fail regressed, bound baseline 100']);
    assert.equal(told('lock/stall', stall(110), { baseline }), []);
    assert.equal(told('lock/stall', stall(400), { baseline: { ...baseline, sameHost: false } }), []);
  });
  test('it names the query, the statement in the way and how many waited', () => {
    const [finding] = found('lock/stall', stall(1500, budget));
    assert.is(
      finding!.title,
      'by-customer stalled up to 1.5 s behind statement 1 of 0002_region (1 statement)',
    );
    assert.equal(finding!.subject, {
      migration: '0002_region',
      statement: 1,
      relation: 'public.orders',
      mode: 'AccessShareLock',
      query: 'by-customer',
    });
  });
});
