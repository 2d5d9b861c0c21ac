import { renderSarif } from '../../src/report/renderSarif.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { empty } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

suite('SARIF', ({ test }) => {
  const { version, runs } = JSON.parse(renderSarif(lessons));
  const [run] = runs;

  test('is of version 2.1.0 with one run', () => {
    assert.is(version, '2.1.0');
    assert.is(runs.length, 1);
    assert.equal([run.tool.driver.name, run.tool.driver.version], ['pgrehearse', '0.1.0']);
  });
  test('has a result for each finding, whose rule is listed', () => {
    const findings = lessons.scenarios.flatMap((scenario) => scenario.findings);
    assert.equal(
      run.results.map(({ ruleId }: { ruleId: string }) => ruleId),
      findings.map(({ rule }) => rule),
    );
    for (const { ruleId, ruleIndex } of run.results) assert.is(run.tool.driver.rules[ruleIndex].id, ruleId);
  });
  test('severities are SARIF’s levels', () => {
    assert.equal([...new Set(run.results.map(({ level }: { level: string }) => level))].sort(), [
      'error',
      'note',
      'warning',
    ]);
  });
  test('of a changed plan names the blamed statement and the reason, and points at the statement', () => {
    const bare = structuredClone(planChanges);
    for (const finding of bare.scenarios[0]!.findings) finding.location = null;
    const [found] = JSON.parse(renderSarif(bare)).runs[0].results;
    assert.match(
      found.message.text,
      'Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.',
    );
    assert.match(
      found.message.text,
      'orders_customer_id_idx, which this query was read through, is not there any more.',
    );
    assert.equal(found.locations[0].physicalLocation, {
      artifactLocation: { uri: 'db/migrations/0042_orders_slim.sql' },
      region: { startLine: 7 },
    });
  });
  test('a result points at its line, or else at the scenario', () => {
    const places = run.results.map(
      ({ locations }: { locations: { physicalLocation: object }[] }) => locations[0]!.physicalLocation,
    );
    assert.equal(places[1], {
      artifactLocation: { uri: 'scenarios/orders-region-not-null/migrations/0002_region_not_null.sql' },
      region: { startLine: 4 },
    });
    assert.equal(places.at(-2), {
      artifactLocation: { uri: 'scenarios/orders-lookup-plan/scenario.ts' },
      region: { startLine: 1 },
    });
  });
  test('what was accepted is suppressed with its reason', () => {
    const suppressed = run.results.filter(({ suppressions }: { suppressions?: unknown }) => suppressions);
    assert.is(suppressed.length, 1);
    assert.is(suppressed[0].suppressions[0].justification, 'Runs in the maintenance window on Sunday.');
  });
  test('a scenario that ended early is a failed invocation', () => {
    assert.is(run.invocations[0].executionSuccessful, false);
    assert.match(
      run.invocations[0].toolExecutionNotifications[0].message.text,
      'ledger-close-month: server/lost',
    );
  });
  test('places are valid URI references, whatever they are called', () => {
    for (const { locations } of JSON.parse(renderSarif(hostile)).runs[0].results) {
      assert.match(locations[0].physicalLocation.artifactLocation.uri, /^[\w%.\-~!*'()/]+$/);
    }
  });
  test('an empty result has no results', () => {
    assert.equal(JSON.parse(renderSarif(empty)).runs[0].results, []);
  });
});
