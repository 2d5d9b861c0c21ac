import { explainJson, JsonRoom } from '../../../src/report/view/plans/JsonRoom.ts';
import { explain, seqScan } from '../../fixtures/result/planNodes.ts';
import { byIndex } from '../../fixtures/result/plans.ts';
import { assert, suite } from '../../support/suite.ts';

suite('a plan as JSON', ({ test }) => {
  test('is what EXPLAIN gave, as other viewers take it', () => {
    assert.equal(JSON.parse(explainJson(byIndex)), [byIndex]);
  });
  test('has a line for each node', () => {
    assert.is(explainJson(byIndex).match(/\n *\{"Node Type"/g)!.length, 3);
  });
  test('is left out once the page is full, and smaller ones may still come', () => {
    const room = new JsonRoom();
    const large = explain(seqScan('orders', { Filter: 'x'.repeat(600_000) }));
    assert.ok(room.take(large));
    assert.is(room.take(large), null);
    assert.ok(room.take(byIndex));
  });
});
