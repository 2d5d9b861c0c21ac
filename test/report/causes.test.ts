import { causesOf, causesOfScenario, countStates } from '../../src/report/view/causes.ts';
import { finding, scenario } from '../fixtures/result/build.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { assert, suite } from '../support/suite.ts';

suite('causes', ({ test }) => {
  test('findings with one cause are one problem, the worst first', () => {
    const [cause] = causesOfScenario(lessons.scenarios[0]!);
    assert.is(cause!.name, '0002_region_not_null#1');
    assert.equal(
      cause!.findings.map(({ rule }) => rule),
      ['lock/hold', 'lock/stall', 'migration/rewrite'],
    );
  });
  test('the same cause in two scenarios is two problems', () => {
    const parts = { subject: { migration: 'm', statement: 1 } };
    const scenarios = ['a', 'b'].map((name) =>
      scenario(name, { findings: [finding('lock/hold', name, parts)] }),
    );
    assert.is(causesOf({ ...lessons, scenarios }).length, 2);
  });
  test('what fails outright comes first, then what exceeds its bound most, then warnings, accepted and observed', () => {
    assert.equal(
      causesOf(lessons).map(({ state, findings: [worst] }) => [state, worst.rule]),
      [
        ['fail', 'migration/failed'],
        ['fail', 'plan/buffers'],
        ['fail', 'lock/hold'],
        ['warn', 'rollback/schema-differs'],
        ['accepted', 'migration/rewrite'],
        ['info', 'plan/latency'],
      ],
    );
  });
  test('a cause fails as long as one of its findings is not accepted', () => {
    const parts = { cause: 'm#1', subject: { migration: 'm' } };
    const accepted = { reason: 'window', by: null, until: null };
    const findings = [finding('lock/hold', 'a', { ...parts, accepted }), finding('lock/stall', 'a', parts)];
    assert.is(causesOfScenario(scenario('a', { findings }))[0]!.state, 'fail');
    assert.is(causesOfScenario(scenario('a', { findings: findings.slice(0, 1) }))[0]!.state, 'accepted');
  });
  test('are counted by state', () => {
    assert.equal(countStates(causesOf(lessons)), { fail: 3, warn: 1, accepted: 1, info: 1 });
  });
});
