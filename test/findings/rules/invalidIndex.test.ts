import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { InvalidIndex } from '../../../src/evidence/MigrationEvidence.ts';
import { judge } from '../../../src/findings/judge.ts';
import { evidence, repeat } from '../../fixtures/evidence/build.ts';
import { working } from '../../fixtures/evidence/migrations.ts';
import { accepted, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

const index: InvalidIndex = { name: 'public.orders_region_idx', table: 'public.orders', partitioned: false };

function left(invalidIndexes: InvalidIndex[], budgets = {}): Evidence {
  return evidence({
    repeats: [repeat([working(10, 'nothing', { invalidIndexes })])],
    scenario: withBudgets(budgets),
  });
}
const budget = { durationMs: 60_000 };

suite('migration/invalid-index', ({ test }) => {
  test('fails where the scenario has budgets, and warns where it has none', () => {
    assert.equal(told('migration/invalid-index', left([index], budget)), ['fail regressed']);
    assert.equal(told('migration/invalid-index', left([index])), ['warn observed']);
  });
  test('warns of one of a partitioned table, whose partitions may follow', () => {
    const partitioned = { ...index, partitioned: true };
    assert.equal(told('migration/invalid-index', left([partitioned], budget)), ['warn observed']);
  });
  test('warns where the accepted run had it, too', () => {
    const baseline = accepted(left([index]));
    assert.equal(told('migration/invalid-index', left([index]), { baseline }), ['warn observed']);
    const other = { ...index, name: 'public.orders_other_idx' };
    assert.equal(told('migration/invalid-index', left([other]), { baseline }), ['fail regressed']);
  });
  test('says nothing where every index is valid', () => {
    assert.equal(told('migration/invalid-index', left([], budget)), []);
  });
  test('names the index, its table and the statement', () => {
    const { findings } = judge(left([index]), { baseline: null, notes: [], accept: true });
    const finding = findings.find(({ rule }) => rule === 'migration/invalid-index')!;
    assert.match(finding.title, /left index public\.orders_region_idx of public\.orders invalid/);
    assert.is(finding.subject.relation, 'public.orders');
    assert.is(finding.subject.statement, 1);
    assert.match(
      finding.why,
      /public\.orders \(286 MB, 2,000,000 rows\) did not end well after 10 ms under SHARE UPDATE/,
    );
    assert.match(finding.remedy, /DROP INDEX CONCURRENTLY public\.orders_region_idx/);
  });
});
