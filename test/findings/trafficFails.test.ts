import type { RuleContext } from '../../src/findings/Rule.ts';
import { cachedPlan, trafficFails } from '../../src/findings/rules/trafficFails.ts';
import { assert, suite } from '../support/suite.ts';

const met = (code: string, duringMigrations = true, gates = true) =>
  ({
    gates,
    facts: {
      traffic: [{ query: 'q', started: 9, errors: [{ code, message: 'no', count: 4, duringMigrations }] }],
    },
  }) as unknown as RuleContext;

suite('traffic that fails', ({ test }) => {
  test('a relation that is gone fails where something is held against the run, and is observed elsewhere', () => {
    assert.is(trafficFails.check(met('42P01'))[0]?.severity, 'fail');
    assert.is(trafficFails.check(met('42P01', true, false))[0]?.verdict, 'observed');
  });
  test('what failed before the migrations began is not their doing', () => {
    assert.equal(trafficFails.check(met('42P01', false)), []);
  });
  test('a wait that was cut short is a stall, and no query that fails', () => {
    assert.equal([...trafficFails.check(met('55P03')), ...trafficFails.check(met('57014'))], []);
  });
  test('a refused cached plan is a warning of its own', () => {
    assert.equal(trafficFails.check(met('0A000')), []);
    assert.is(cachedPlan.check(met('0A000'))[0]?.severity, 'warn');
  });
});
