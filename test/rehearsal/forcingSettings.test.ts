import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import { forcingSettings } from '../../src/rehearsal/plans/forced/forcingSettings.ts';
import { planFeatures } from '../../src/rehearsal/plans/forced/planFeatures.ts';
import { withoutPenalty } from '../../src/rehearsal/plans/forced/withoutPenalty.ts';
import { assert, suite } from '../support/suite.ts';

const node = (type: string, fields: Partial<PlanNode> = {}): PlanNode => ({ 'Node Type': type, ...fields });
const scan = (type: string, table = 'orders', fields: Partial<PlanNode> = {}) =>
  node(type, { Schema: 'public', 'Relation Name': table, ...fields });
const features = (Plan: PlanNode) => planFeatures({ Plan }, undefined);
const forcing = (before: PlanNode, after: PlanNode, major = 18) =>
  forcingSettings(features(before), features(after), major);

suite('settings that take away what came in the place of a lost choice', ({ test }) => {
  test('of a lost index scan the one that came, and then every other kind', () => {
    const byIndex = scan('Index Scan', 'orders', { 'Index Name': 'orders_code_idx' });
    assert.equal(forcing(byIndex, scan('Seq Scan')), [
      { enable_seqscan: 'off' },
      { enable_seqscan: 'off', enable_bitmapscan: 'off', enable_indexonlyscan: 'off', enable_tidscan: 'off' },
    ]);
  });

  test('of a lost join the one that came', () => {
    const join = (type: string) => node(type, { Plans: [scan('Seq Scan', 'a'), scan('Seq Scan', 'b')] });
    assert.equal(forcing(join('Hash Join'), join('Nested Loop')), [{ enable_nestloop: 'off' }]);
    assert.equal(forcing(join('Nested Loop'), join('Merge Join')), [{ enable_mergejoin: 'off' }]);
  });

  test('of what came with a version only there', () => {
    const above = (type: string) => node(type, { Plans: [scan('Seq Scan')] });
    assert.equal(forcing(scan('Seq Scan'), above('Memoize'), 13), []);
    assert.equal(forcing(scan('Seq Scan'), above('Memoize'), 14), [{ enable_memoize: 'off' }]);
  });

  test('a plan that is serial or parallel now is made the other without moving costs', () => {
    const gathered = node('Gather', { Plans: [scan('Seq Scan')] });
    assert.equal(forcing(scan('Seq Scan'), gathered), [{ max_parallel_workers_per_gather: '0' }]);
    assert.equal(forcing(gathered, scan('Seq Scan')), [
      { min_parallel_table_scan_size: '0', min_parallel_index_scan_size: '0' },
    ]);
  });

  test('nothing is tried where nothing is another', () => {
    assert.equal(forcing(scan('Seq Scan'), scan('Seq Scan')), []);
  });
});

suite('what a forced plan would cost', ({ test }) => {
  const penalized = {
    Plan: node('Limit', {
      'Startup Cost': 1e10,
      'Total Cost': 1e10 + 12.5,
      Plans: [scan('Seq Scan', 'orders', { 'Startup Cost': 1e10, 'Total Cost': 1e10 + 240.25 })],
    }),
  };

  test('is without the penalty that versions before 18 put on it, and the node is marked', () => {
    const { Plan } = withoutPenalty(penalized, 15);
    const [below] = Plan.Plans!;
    assert.equal([Plan['Startup Cost'], Plan['Total Cost'], Plan['Disabled']], [0, 12.5, undefined]);
    assert.equal([below!['Total Cost'], below!['Disabled']], [240.25, true]);
  });

  test('is what 18 says', () => {
    assert.is(withoutPenalty(penalized, 18), penalized);
  });

  test('a node that is disabled and still there is nothing that was chosen', () => {
    assert.equal([...features(scan('Seq Scan', 'orders', { Disabled: true })).keys()], []);
  });
});
