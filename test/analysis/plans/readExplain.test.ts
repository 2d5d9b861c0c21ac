import { readExplain } from '../../../src/analysis/plans/readExplain.ts';
import { byIndex } from '../../fixtures/result/plans.ts';
import { assert, suite } from '../../support/suite.ts';
import { thrown } from '../../support/thrown.ts';

const json = JSON.stringify([byIndex], null, 2);
const aligned = `                QUERY PLAN
-------------------------------------------
 ${json.replaceAll('\n', '                 +\n ')}
(1 row)

`;
const csv = `QUERY PLAN\n"${json.replaceAll('"', '""')}"\n`;

const good: Record<string, string> = {
  'what EXPLAIN gives': json,
  'the object alone, as auto_explain logs it': JSON.stringify({ 'Query Text': 'select 1', ...byIndex }),
  'what psql prints': aligned,
  'what psql prints unaligned': `QUERY PLAN\n${json}\n(1 row)\n`,
  'what psql prints as CSV': csv,
  'a file that begins with a byte order mark': `\uFEFF${json}`,
};

const bad: Record<string, [string, RegExp]> = {
  'an empty file': ['\n', /found an empty file/],
  'a plan that is cut short': [json.slice(0, 200), /is not whole/],
  'a plan in the text format': [' Seq Scan on a  (cost=0.00..1.01 rows=1 width=4)\n', /the text format/],
  'a plan in YAML': ['- Plan:\n    Node Type: "Result"\n', /YAML/],
  'a plan in XML': ['<explain xmlns="http://www.postgresql.org/2009/explain">', /XML/],
  'a plan of MySQL': ['{"query_block": {"select_id": 1}}', /MySQL/],
  'JSON of something else': ['{"name": "pgrehearse"}', /an object with name/],
  'several plans': [JSON.stringify([byIndex, byIndex]), /holds 2 plans/],
  'no plan': ['[]', /holds 0 plans/],
};

suite('the output of EXPLAIN', ({ test }) => {
  for (const [what, text] of Object.entries(good))
    test(`is read from ${what}`, () => assert.is(readExplain(text, 'a.json').Plan['Node Type'], 'Limit'));
  for (const [what, [text, expected]] of Object.entries(bad))
    test(`is refused: ${what}`, async () => {
      const error = await thrown(() => readExplain(text, 'a.json'));
      assert.is(error.code, 'usage/explain');
      assert.match(`${error.message} ${error.detail}`, expected);
      assert.match(error.message, 'a.json');
    });
});
