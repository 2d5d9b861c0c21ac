import type { Result } from '../../src/findings/Result.ts';
import type { Palette } from '../../src/report/Palette.ts';
import { renderSummary } from '../../src/report/renderSummary.ts';
import { columns } from '../../src/report/text/wrap.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { empty, quiet } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

function withFailures(count: number): Result {
  const [scenario] = lessons.scenarios;
  const [finding] = scenario!.findings;
  const names = Array.from({ length: count }, (_, index) => `query-${index}`);
  const findings = names.map((query) => ({
    ...finding!,
    id: query,
    rule: 'plan/query-fails' as const,
    severity: 'fail' as const,
    accepted: null,
    subject: { query, parameters: 'none' },
    cause: query,
    title: `${query} fails`,
    remedy: `Correct ${query}.`,
  }));
  const notObserved = names.map((query) => `the work of ${query}`);
  return { ...lessons, scenarios: [{ ...scenario!, findings, notObserved }] };
}

suite('terminal summary', ({ test }) => {
  test('is at most 80 columns wide', () => {
    for (const result of [lessons, planChanges, hostile, quiet, empty]) {
      const tooWide = renderSummary(result)
        .split('\n')
        .filter((line) => columns(line) > 80);
      assert.equal(tooWide, []);
    }
  });
  test('names the statement to blame for a plan, the reason and the impact on production', () => {
    const text = renderSummary(planChanges).replace(/\n\s+/g, ' ');
    for (const part of [
      '9 of 52 plans changed, up to 4,768× the pages',
      'Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.',
      'orders_customer_id_idx, which this query was read through, is not there any more.',
      'about 673 h 25 min more if all had these parameters and time changes as pages do',
    ]) {
      assert.match(text, part);
    }
  });
  test('names statement, relation, mode, the hold as an interval, rewrite, stall and bounds', () => {
    const text = renderSummary(lessons).replace(/\n\s+/g, ' ');
    for (const part of [
      'statement 1 of 0002_region_not_null, line 4: alter table orders',
      'ACCESS EXCLUSIVE on public.orders held 4.01–4.14 s; budget 500 ms, exceeded 8×',
      'rewrites public.orders',
      'traffic orders-of-customer waited up to about 4.04 s for ACCESS SHARE on public.orders; budget 1 s',
      'ERROR 23505: could not create unique index "users_email_key"',
      'reads 23,846 pages, before 11 pages (2,168×); threshold 1.5×',
    ]) {
      assert.match(text, part);
    }
  });
  test('ends with the verdict, after what fails', () => {
    assert.match(renderSummary(lessons), /1 passes; 1 known risk\s+accepted\.\n$/);
  });
  test('tells ten problems in full, the others by their title, and five of what was not observed', () => {
    const text = renderSummary(withFailures(12));
    assert.is(text.match(/^ {2}x query-\d+ fails/gm)?.length, 12);
    assert.is(text.match(/^ {4}> Correct query-/gm)?.length, 10);
    assert.is(text.match(/^ {2}\? not observed: the work of/gm)?.length, 5);
    assert.match(text, /^ {2}\? not observed: 7 more in the report$/m);
  });
  test('has no colour unless it is given one', () => {
    assert.not.match(renderSummary(hostile), '\u001b');
    const paint = (name: string) => (text: string) => `<${name}>${text}`;
    const palette: Palette = {
      bold: paint('bold'),
      dim: paint('dim'),
      red: paint('red'),
      green: paint('green'),
      yellow: paint('yellow'),
      cyan: paint('cyan'),
    };
    assert.match(renderSummary(lessons, palette), '<red>FAIL<bold> orders-region-not-null');
  });
});
