import { renderPlanDifference } from '../../src/report/renderPlanDifference.ts';
import { columns } from '../../src/report/text/wrap.ts';
import { byIndex, bySeqScan } from '../fixtures/result/plans.ts';
import { assert, suite } from '../support/suite.ts';

suite('two plans on a terminal', ({ test }) => {
  const text = renderPlanDifference(byIndex, bySeqScan);
  test('begin with what they cost', () => {
    assert.match(text, /^pages +11 → 23,8\d\d {2}[\d,]+×$/m);
  });
  test('name the node with most of the difference', () => {
    assert.match(
      text.replace(/\n {2}/g, ' '),
      /100 % of the difference: Seq Scan on public\.orders o, 5 → 23,840 pages itself/,
    );
  });
  test('mark what changed, and say what was there instead', () => {
    assert.match(text, /^~ +Seq Scan on public\.orders o/m);
    assert.match(text, /^- Index Scan using orders_code_idx on public\.orders o/m);
  });
  test('that are the same have nothing marked', () => {
    const same = renderPlanDifference(byIndex, byIndex);
    assert.not.match(same, /^[~+>-] /m);
    assert.not.match(same, 'of the difference');
  });
  test('fit into 80 columns, however long a name is', () => {
    const long = structuredClone(bySeqScan);
    long.Plan.Plans![0]!.Plans![0]!['Relation Name'] = 'x'.repeat(300);
    for (const line of renderPlanDifference(byIndex, long).split('\n')) assert.ok(columns(line) <= 80, line);
  });
  test('send no control character to the terminal', () => {
    const hostile = structuredClone(byIndex);
    hostile.Plan.Plans![0]!.Plans![0]!['Relation Name'] = 'a\u001b[31m';
    assert.not.match(renderPlanDifference(byIndex, hostile), '\u001b');
  });
});
