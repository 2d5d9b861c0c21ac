import type { QueryEvidence } from '../../../src/evidence/QueryEvidence.ts';
import {
  capture,
  evidence,
  indexScan,
  migration,
  query,
  repeat,
  seqScan,
  statement,
} from '../../fixtures/evidence/build.ts';
import { judged, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

const lost: Partial<QueryEvidence> = {
  before: capture(indexScan(10)),
  afterDeploy: capture(seqScan()),
  after: capture(seqScan()),
  blame: {
    migration: '0002_region',
    statement: 2,
    capture: 'afterDeploy',
    did: ['dropped orders_customer_id_idx'],
  },
};

suite('an index that several queries lost', ({ test }) => {
  const migrations = [migration([statement(1, [0, 10]), statement(2, [10, 20], { line: 7 })], [])];
  const { findings } = judged(
    evidence({
      repeats: [repeat(migrations)],
      queries: ['a', 'b', 'c'].map((name) => query({ ...lost, name })),
      scenario: withBudgets({ durationMs: 1e9 }),
    }),
  );
  const plans = findings.filter(({ rule }) => rule.startsWith('plan/'));

  test('is one problem, whose cause is the statement', () => {
    assert.is(plans.length, 6);
    assert.equal([...new Set(plans.map(({ cause }) => cause))], ['0002_region#2']);
  });
  test('stands at its line', () => {
    assert.equal(plans[0]!.location, { file: 'migrations/0002_region.up.sql', line: 7 });
  });
});
