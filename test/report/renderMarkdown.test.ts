import { renderMarkdown } from '../../src/report/renderMarkdown.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { empty } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

suite('Markdown', ({ test }) => {
  test('names statement, relation, mode, the hold as an interval, rewrite, stall and bounds', () => {
    const text = renderMarkdown(lessons).replaceAll('\\', '');
    for (const part of [
      '- statement 1 of 0002_region_not_null, line 4: alter table orders',
      '- ACCESS EXCLUSIVE on public.orders held 4.01–4.14 s; budget 500 ms, exceeded 8×',
      '- rewrites public.orders',
      '- traffic orders-of-customer waited up to about 4.04 s',
    ]) {
      assert.match(text, part);
    }
  });
  test('names the statement to blame for a plan, the reason and the impact on production', () => {
    const text = renderMarkdown(planChanges).replaceAll('\\', '');
    for (const part of [
      '- key query orders-of-customer (rare) reads 23,841 pages, before 5 pages (4,768×)',
      '- Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.',
      '- orders_customer_id_idx, which this query was read through, is not there any more.',
      '- Production counted 1,240,331 calls of 0.41 ms, 8 min 29 s in all: about 673 h 25 min more',
      '| 9 of 52, up to 4,768× the pages |',
    ]) {
      assert.match(text, part);
    }
  });
  test('has a row for each scenario, with as many cells as its head', () => {
    const rows = renderMarkdown(lessons)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    assert.is(rows.length, 2 + lessons.scenarios.length);
    for (const row of rows) assert.is(row.split(/(?<!\\)\|/).length, 10);
  });
  test('text from the database breaks no row and makes no markup', () => {
    const text = renderMarkdown(hostile);
    const row = text.split('\n').find((line) => line.startsWith('| ❌ fail'))!;
    assert.ok(row.endsWith('|'));
    assert.not.match(text, /(?<!`[^`\n]*)<img/);
    // In a block of code nobody is called.
    assert.not.match(text.replace(/^```[\s\S]*?^```$/gm, ''), /@octocat(?![^\n]*`)/);
  });
  test('fits into a comment on GitHub', () => {
    const scenarios = Array.from({ length: 40 }, () => lessons.scenarios).flat();
    assert.ok(renderMarkdown({ ...lessons, scenarios }).length < 65_536);
    const talkative = scenarios.map((scenario) => ({ ...scenario, notObserved: ['x'.repeat(2_000)] }));
    const text = renderMarkdown({ ...lessons, scenarios: talkative });
    assert.ok(text.length < 65_536);
    assert.match(text, 'the rest is in the report');
  });
  test('an empty result is said to be so', () => {
    assert.match(renderMarkdown(empty), 'No scenario was rehearsed');
  });
});
