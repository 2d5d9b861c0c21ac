import { readFileSync } from 'node:fs';
import { diffPlans } from '../../../src/analysis/plans/diffPlans.ts';
import { fingerprint } from '../../../src/analysis/plans/fingerprint.ts';
import { readExplain } from '../../../src/analysis/plans/readExplain.ts';
import type { ExplainPlan, PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import { assert, suite } from '../../support/suite.ts';

const majors = [12, 13, 14, 15, 16, 17, 18];

/** By name, as the server wrote it: recorded by `test/support/recordExplain.ts`. */
function recorded(major: number): Map<string, string> {
  const file = new URL(`../../fixtures/explain/${major}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const found = lines.map(
    (line) => /^\{"name":"(?<name>[^"]*)","explain":(?<explain>.*)\}$/.exec(line)!.groups!,
  );
  return new Map(found.map(({ name, explain }) => [name!, explain!]));
}

/** Every field with its value and its place, numbers as they were written. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}=${String(value)}`];
  return Object.entries(value).flatMap(([name, one]) => fieldsOf(one, `${path}/${name}`));
}

const has = (plans: ExplainPlan[], field: string) => {
  const within = (node: PlanNode): boolean => field in node || (node.Plans ?? []).some(within);
  return plans.some(({ Plan }) => within(Plan));
};
/** By the first major version that has them, of explain.c. */
const since: Record<string, number> = {
  'Full-sort Groups': 13,
  'HashAgg Batches': 13,
  'WAL Records': 13,
  'Async Capable': 14,
  'Cache Key': 14,
  'TID Cond': 14,
  'Tuples Skipped': 15,
  Disabled: 18,
  'Index Searches': 18,
  Window: 18,
};

for (const major of majors) {
  const texts = recorded(major);
  suite(`the output of EXPLAIN of PostgreSQL ${major}`, ({ test }) => {
    for (const [name, text] of texts)
      test(`is read without loss: ${name}`, () => {
        const written = JSON.parse(text.replace(/("Query Identifier": )(-?\d+)/, '$1"$2"'))[0];
        assert.equal(fieldsOf(readExplain(text, 'a.json')), fieldsOf(written));
      });
    test('is what was recorded of this version', () => {
      const plans = [...texts.values()].map((text) => readExplain(text, 'a.json'));
      for (const [field, first] of Object.entries(since)) assert.is(has(plans, field), major >= first, field);
    });
    test('differs from itself in nothing', () => {
      for (const text of texts.values()) {
        const { changes } = diffPlans(readExplain(text, 'a'), readExplain(text, 'b'));
        assert.ok(changes.every(({ mark }) => mark === 'same'));
      }
    });
  });
}

suite('a plan of another major version', ({ test }) => {
  const [last, ...earlier] = majors.toReversed().map(recorded);
  const same = ['a sort and a filter', 'bitmaps', 'a hash join in batches', 'an upsert', 'a recursive query'];
  for (const name of same)
    test(`has the same identity: ${name}`, () => {
      const wanted = fingerprint(readExplain(last!.get(name)!, 'a'));
      for (const texts of earlier)
        assert.equal(fingerprint(readExplain(texts.get(name)!, 'a')).semantic, wanted.semantic);
    });
});
