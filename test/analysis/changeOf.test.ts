import { captureOf } from '../../src/analysis/captureOf.ts';
import { changeOf } from '../../src/analysis/changeOf.ts';
import { capture, failing, indexScan, seqScan } from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

const scan = (pages: number, cost = 1000) => captureOf(capture({ ...indexScan(pages), 'Total Cost': cost }));

suite('changeOf', ({ test }) => {
  test('the same plan with the same work is none', () => {
    assert.is(changeOf(scan(1000), scan(1000)), 'none');
  });
  test('work that differs by a fiftieth is none, more is work', () => {
    assert.is(changeOf(scan(1000), scan(1020)), 'none');
    assert.is(changeOf(scan(1000), scan(1030)), 'work');
    assert.is(changeOf(scan(1030), scan(1000)), 'work');
  });
  test('a cost that moves with the sample of ANALYZE is none, more is cost', () => {
    assert.is(changeOf(scan(1000, 1000), scan(1000, 1072)), 'none');
    assert.is(changeOf(scan(1000, 1000), scan(1000, 1200)), 'cost');
  });
  test('another plan is shape, whatever its cost', () => {
    assert.is(changeOf(scan(1000), captureOf(capture(seqScan(1000)))), 'shape');
  });
  test('a query that no longer runs fails, and one that never ran has not changed', () => {
    assert.is(changeOf(scan(1000), captureOf(failing)), 'fails');
    assert.is(changeOf(captureOf(failing), captureOf(failing)), 'none');
  });
});
