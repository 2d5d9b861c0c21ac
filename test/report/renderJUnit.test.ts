import { renderJUnit } from '../../src/report/renderJUnit.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { empty } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

/** Tags in order, open ones with their attributes; throws where an end does not fit or something is not escaped. */
function parse(text: string): { name: string; attributes: Record<string, string> }[] {
  const body = text.replace('<?xml version="1.0" encoding="UTF-8"?>\n', '');
  const open: string[] = [];
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const rest = body.replace(
    /<(\/?)([\w]+)((?: \w+="[^"<]*")*)(\/?)>/g,
    (_, end, name, attributes, closed) => {
      if (end) assert.is(open.pop(), name);
      else {
        elements.push({
          name,
          attributes: Object.fromEntries(
            [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
          ),
        });
        if (!closed) open.push(name);
      }
      return '';
    },
  );
  assert.equal(open, []);
  assert.not.match(rest, /[<>]/);
  assert.not.match(rest, /&(?!(?:amp|lt|gt|quot|apos|#10);)/);
  return elements;
}

suite('JUnit', ({ test }) => {
  test('a key query that fails says since when and why its plan is another', () => {
    const text = renderJUnit(planChanges);
    assert.match(text, 'name="orders-of-customer (rare)"');
    assert.match(text, 'Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.');
  });
  test('is well-formed, whatever the database returned', () => {
    for (const result of [lessons, hostile, empty]) parse(renderJUnit(result));
    assert.not.match(renderJUnit(hostile), /(?![\t\n])\p{Cc}|\p{Cs}/u);
  });
  test('its counts are those of its elements', () => {
    for (const result of [lessons, hostile]) {
      const elements = parse(renderJUnit(result));
      const count = (name: string) => String(elements.filter((element) => element.name === name).length);
      const { tests, failures, errors, skipped } = elements[0]!.attributes;
      assert.equal(
        [tests, failures, errors, skipped],
        ['testcase', 'failure', 'error', 'skipped'].map(count),
      );
    }
  });
  test('a failing migration, a failing query, an error and what was not observed are told apart', () => {
    const elements = parse(renderJUnit(lessons));
    const [{ tests, failures, errors, skipped } = {}] = elements.map(({ attributes }) => attributes);
    assert.equal(
      { tests, failures, errors, skipped },
      { tests: '14', failures: '3', errors: '1', skipped: '3' },
    );
    const outcomes = elements.filter(({ name }) => name === 'failure' || name === 'error');
    assert.equal(
      outcomes.map(({ attributes }) => attributes['type']),
      ['lock/hold', 'migration/failed', 'plan/buffers', 'server/lost'],
    );
  });
});
