import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { RollbackEvidence } from '../../../src/evidence/MigrationEvidence.ts';
import type { BudgetFacts } from '../../../src/evidence/ScenarioFacts.ts';
import { evidence, failure, repeat } from '../../fixtures/evidence/build.ts';
import { working } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

function rolledBack(parts: Partial<RollbackEvidence> | null, budgets: Partial<BudgetFacts> = {}): Evidence {
  const rollback = parts && {
    file: 'migrations/0002_region.down.sql',
    status: 'applied' as const,
    durationMs: 100,
    error: null,
    schemaRestored: true,
    difference: [],
    ...parts,
  };
  const migration = working(10, 'nothing', { hasRollback: rollback !== null, rollback });
  return evidence({ repeats: [repeat([migration])], scenario: withBudgets(budgets) });
}

const broken = {
  status: 'failed' as const,
  error: { ...failure, statement: 1, line: 1 },
  schemaRestored: null,
};

suite('rollback rules', ({ test }) => {
  test('a rollback that fails fails where findings gate, and is observed where they do not', () => {
    assert.equal(told('rollback/failed', rolledBack(broken, { rollbackMs: 1e6 })), ['fail regressed']);
    assert.equal(told('rollback/failed', rolledBack(broken)), ['warn observed']);
  });
  test('one that failed in the accepted run, too, is observed', () => {
    const one = rolledBack(broken);
    assert.equal(told('rollback/failed', one, { baseline: accepted(one) }), ['warn observed']);
  });
  test('another schema afterwards is a warning that shows the difference', () => {
    const [finding] = found(
      'rollback/schema-differs',
      rolledBack({ schemaRestored: false, difference: ['+ index public.orders_region_idx'] }),
    );
    assert.equal([finding!.severity, finding!.why], ['warn', '+ index public.orders_region_idx.']);
  });
  test('rolling back has a budget in total', () => {
    assert.equal(told('rollback/duration', rolledBack({ durationMs: 101 }, { rollbackMs: 100 })), [
      'fail breached, bound budget 100',
    ]);
    assert.equal(told('rollback/duration', rolledBack({ durationMs: 100 }, { rollbackMs: 100 })), []);
  });
  test('a missing rollback is told only where a budget expects one', () => {
    assert.equal(told('rollback/missing', rolledBack(null, { rollbackMs: 100 })), ['warn observed']);
    assert.equal(told('rollback/missing', rolledBack(null)), []);
  });
  test('a rollback that works is not told', () => {
    for (const rule of ['rollback/failed', 'rollback/schema-differs', 'rollback/missing'] as const) {
      assert.equal(told(rule, rolledBack({}, { rollbackMs: 1e6 })), []);
    }
  });
});
