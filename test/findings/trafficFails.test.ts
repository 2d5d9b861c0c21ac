import type { RuleContext } from '../../src/findings/Rule.ts';
import { cachedPlan, trafficFails } from '../../src/findings/rules/trafficFails.ts';
import { assert, suite } from '../support/suite.ts';

const met = (code: string, duringMigrations = true, gates = true, deadlocks: unknown[] = []) => {
  const error = {
    code,
    message: 'no',
    count: 4,
    before: duringMigrations ? 0 : 4,
    during: duringMigrations ? [{ migration: '0002_region', count: 3 }] : [],
    after: duringMigrations ? 1 : 0,
  };
  const traffic = (source: string) => ({ source, query: 'q', started: 9, errors: [error] });
  const facts = { traffic: [traffic('traffic'), traffic('canary')], migrations: [{ deadlocks }] };
  return { gates, facts } as unknown as RuleContext;
};

suite('traffic that fails', ({ test }) => {
  test('a relation that is gone fails where something is held against the run, and is observed elsewhere', () => {
    assert.is(trafficFails.check(met('42P01'))[0]?.severity, 'fail');
    assert.is(trafficFails.check(met('42P01', true, false))[0]?.verdict, 'observed');
  });
  test('what failed before the migrations began is not their doing', () => {
    assert.equal(trafficFails.check(met('42P01', false)), []);
  });
  test('an error that passes by itself is a warning, whatever the run is held against', () => {
    for (const code of ['55P03', '57014', '40P01', '40001', '57P01', 'connection', 'timeout']) {
      const [finding, ...others] = trafficFails.check(met(code));
      assert.equal([finding?.severity, finding?.verdict, others], ['warn', 'observed', []], code);
    }
  });
  test('a deadlock whose parties are known is not told twice', () => {
    assert.equal(trafficFails.check(met('40P01', true, true, [{}])), []);
  });
  test('a statement that no longer fits fails, by its code, and says when and what to do', () => {
    for (const code of ['42703', '42P01', '42883', '42804', '42501', '23502', '23514', '22P02']) {
      const [finding, ...others] = trafficFails.check(met(code));
      assert.equal([finding?.severity, finding?.measured?.value, others], ['fail', 4, []], code);
      assert.match(finding!.why, `${code}, 3 times during 0002_region, once after the migrations`);
      assert.ok(finding!.remedy.length > 20);
    }
  });
  test('a refused cached plan is a warning of its own', () => {
    assert.equal(trafficFails.check(met('0A000')), []);
    assert.is(cachedPlan.check(met('0A000'))[0]?.severity, 'warn');
  });
});
