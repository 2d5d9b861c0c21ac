import type { Capture } from '../../src/analysis/Facts.ts';
import type { BaselineQuery } from '../../src/findings/Baseline.ts';
import { knownPlan } from '../../src/findings/rules/planContext.ts';
import { assert, suite } from '../support/suite.ts';

const after = (access: string, buffers: number) =>
  ({ fingerprint: { exact: 'e', semantic: 's', access }, buffers, error: null }) as Capture;
const base = (access: string, buffers: number): BaselineQuery => ({
  name: 'q',
  parameters: 'p',
  buffers,
  cost: 1,
  fails: false,
  latencyMs: null,
  access,
  semantic: null,
});

suite('the plan of the accepted run', ({ test }) => {
  test('is known by its way of access', () => {
    assert.is(knownPlan(after('2.aa', 5), base('2.aa', 9)), true);
    assert.is(knownPlan(after('2.aa', 5), base('2.bb', 5)), false);
  });
  test('is known by its pages where the baseline knew plans by something else', () => {
    assert.is(knownPlan(after('2.aa', 5), base('0f1e2d', 5)), true);
    assert.is(knownPlan(after('2.aa', 5), base('0f1e2d', 6)), false);
  });
});
