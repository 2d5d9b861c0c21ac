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

const expanded = `-[ RECORD 1 ]-----
QUERY PLAN | ${json.replaceAll('\n', '                 +\n           | ')}
`;
const bordered = `+------------+
| QUERY PLAN |
+------------+
| ${json.replaceAll('\n', '   +|\n| ')}   |
+------------+
(1 row)
`;
const logged = JSON.stringify({ 'Query Text': 'select \'{"a": 1}\'', ...byIndex }, null, 2);

const good: Record<string, string> = {
  'what EXPLAIN gives': json,
  'the object alone, as auto_explain logs it': logged,
  'a log with auto_explain’s plan': `2026-11-21 18:00:01 UTC [412] LOG:  statement: select [1, 2]
2026-11-21 18:00:02 UTC [412] app@shop LOG:  duration: 4.041 ms  plan:
\t${logged.replaceAll('\n', '\n\t')}
2026-11-21 18:00:03 UTC [412] LOG:  disconnection: session time: 0:00:01.2
`,
  'a log in JSON with auto_explain’s plan': JSON.stringify({
    pid: 4,
    message: `duration: 4.0 ms  plan:\n${logged}`,
  }),
  'a log in CSV with auto_explain’s plan': `2026-11-21 18:00:02 UTC,"app","shop",412,"duration: 4.0 ms  plan:\n${logged.replaceAll('"', '""')}",,,\n`,
  'what psql prints': aligned,
  'what psql prints unaligned': `QUERY PLAN\n${json}\n(1 row)\n`,
  'what psql prints expanded': expanded,
  'what psql prints with a border': bordered,
  'what psql prints with borders drawn': bordered.replaceAll('|', '│').replaceAll('+│', '↵│'),
  'what psql prints as CSV': csv,
  'a row that a client copied': JSON.stringify([{ 'QUERY PLAN': [byIndex] }]),
  'a row whose plan is a text': JSON.stringify([{ 'QUERY PLAN': json }]),
  'a result that a client exported': JSON.stringify({
    'explain (format json) select 1': [{ 'QUERY PLAN': json }],
  }),
  'the node alone': JSON.stringify(byIndex.Plan),
  'a file that begins with a byte order mark': `\uFEFF${json}`,
  'lines that end as on Windows': json.replaceAll('\n', '\r\n'),
};

const node = (fields: object) => JSON.stringify([{ Plan: { 'Node Type': 'Result', ...fields } }]);
const bad: Record<string, [string, RegExp]> = {
  'an empty file': ['\n', /found an empty file/],
  'a plan that is cut short': [json.slice(0, 200), /is not whole/],
  'a plan that psql printed and is cut short': [aligned.slice(0, 400), /is not whole/],
  'a plan with a comma too many': [json.replace('}', ',}'), /is not whole/],
  'a plan in the text format': [' Seq Scan on a  (cost=0.00..1.01 rows=1 width=4)\n', /the text format/],
  'a plan in the text format with braces': [
    ` Seq Scan on a  (cost=0.00..1.01 rows=1 width=4)\n   Filter: (b = '{"c": [1]}'::jsonb)\n`,
    /the text format/,
  ],
  'a plan in YAML': ['- Plan:\n    Node Type: "Result"\n', /YAML/],
  'a plan in XML': ['<explain xmlns="http://www.postgresql.org/2009/explain">', /XML/],
  'a plan of MySQL': ['{"query_block": {"select_id": 1, "cost_info": {"query_cost": "1.00"}}}', /of MySQL/],
  'a plan of MySQL, version 2': [
    '{"query": "/* select#1 */", "query_plan": {}, "json_schema_version": "2.0"}',
    /of MySQL/,
  ],
  'a plan of MySQL as a tree': ['-> Table scan on a  (cost=0.35 rows=1)\n', /of MySQL/],
  'a plan of MariaDB': [
    '{"query_block": {"select_id": 1, "r_loops": 1, "nested_loop": [{"table": {}}]}}',
    /of MariaDB/,
  ],
  'a plan of SQL Server': [
    '<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan">',
    /of SQL Server/,
  ],
  'a plan of Oracle': ['Plan hash value: 1388734953\n\n-----------\n| Id  | Operation |\n', /of Oracle/],
  'rows of Oracle’s plan table': [
    '[{"ID": 0, "OPERATION": "SELECT STATEMENT", "OPTIONS": null}]',
    /of Oracle/,
  ],
  'a plan of MongoDB': [
    '{"explainVersion": "1", "queryPlanner": {"winningPlan": {"stage": "COLLSCAN"}}}',
    /of MongoDB/,
  ],
  'a plan of CockroachDB': [
    '{"sql": "EXPLAIN", "nodeNames": ["1"], "processors": [], "edges": []}',
    /of CockroachDB/,
  ],
  'a plan of CockroachDB as text': ['distribution: full\nvectorized: true\n\n• scan\n', /of CockroachDB/],
  'a plan of BigQuery': ['[{"id": "0", "name": "S00: Input", "steps": [{"kind": "READ"}]}]', /of BigQuery/],
  'a plan of DuckDB': ['[{"name": "SEQ_SCAN", "children": [], "extra_info": {"Table": "a"}}]', /of DuckDB/],
  'a plan of SQLite': ['[{"id": 2, "parent": 0, "notused": 0, "detail": "SCAN a"}]', /of SQLite/],
  'a plan of SQLite as text': ['QUERY PLAN\n`--SCAN a\n', /of SQLite/],
  'a plan of ClickHouse': [
    '[{"Plan": {"Node Type": "Expression", "Node Id": "Expression_3"}}]',
    /of ClickHouse/,
  ],
  'JSON of something else': ['{"name": "pgrehearse"}', /an object with name/],
  'several plans': [JSON.stringify([byIndex, byIndex]), /holds 2 plans/],
  'several plans, one after another': [`${json}\n${json}\n`, /holds 2 plans/],
  'no plan': ['[]', /an empty list/],
  'a number': ['[1]', /found 1/],
  'a node without its type': [
    node({ Plans: [{ 'Node Type': 'Result' }, {}] }),
    /Plan\.Plans\[1\] has no Node Type/,
  ],
  'a node that is none': [node({ Plans: [null] }), /Plan\.Plans\[0\] is no node/],
  'children that are no list': [node({ Plans: 3 }), /Plans that are no list/],
  'nodes nested without end': [
    `${'{"Node Type": "Result", "Plans": ['.repeat(1_200)}{"Node Type": "Result"}${']}'.repeat(1_200)}`,
    /nested over 1000 deep/,
  ],
};

suite('the output of EXPLAIN', ({ test }) => {
  test('keeps a Query Identifier that is larger than numbers are exact', () => {
    const text = `[{"Plan": {"Node Type": "Result"}, "Query Identifier": -6862134689732583021}]`;
    assert.is(readExplain(text, 'a.json')['Query Identifier'], '-6862134689732583021');
  });
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
