import { loadFields } from '../../support/loadText.ts';
import { assert, suite } from '../../support/suite.ts';
import { thrown } from '../../support/thrown.ts';

const csv = `queryid,query,calls,total_exec_time,mean_exec_time
1,"select * from orders
where customer_id = $1",1000,5000,5
2,select * from orders where at > now() - interval $1,10,300,30
3,update orders set status = $1 where id = $2,100,200,2
4,vacuum orders,1,900,900
5,select count(*) from customers,3,6,2
`;
const load = (fields: string, files: Record<string, string> = { 'one/s.csv': csv }) =>
  loadFields(fields, {}, files);
const names = ({ queries }: Awaited<ReturnType<typeof load>>) => queries.map(({ name }) => name);

suite('the workload of an export', ({ test }) => {
  test('becomes key queries, the longest total time first, with their weight', async () => {
    const scenario = await load(`workload: './s.csv',`);
    assert.equal(
      scenario.queries.map(({ name, workload, parameters, imported }) => [
        name,
        workload,
        parameters[0]!.set,
        imported,
      ]),
      [
        ['select-orders-by-customer_id', { calls: 1000, meanMs: 5 }, 'auto', true],
        ['select-orders-by-at', { calls: 10, meanMs: 30 }, 'auto', true],
        ['update-orders-by-id', { calls: 100, meanMs: 2 }, 'auto', true],
        ['select-customers', { calls: 3, meanMs: 2 }, [], true],
      ],
    );
    assert.is(scenario.notes.length, 1);
    assert.match(
      scenario.notes[0]!,
      /^of 5 rows in .*s\.csv 4 are key queries, 86 % of its time; left out: 1 that EXPLAIN does not take; now\(\) is the scenario's now in 1 of them$/,
    );
  });

  test('is cut at `top`, and its note says so', async () => {
    const scenario = await load(`workload: { file: 's.csv', top: 1 },`);
    assert.equal(names(scenario), ['select-orders-by-customer_id']);
    assert.match(
      scenario.notes[0]!,
      /1 are key queries, 78 % of its time; left out: 3 took less time, 1 that EXPLAIN/,
    );
  });

  test('weighs a declared query of the same shape, wherever that stands, instead of adding another', async () => {
    const scenario = await load(
      `queries: { mine: { sql: 'SELECT * FROM public.orders WHERE customer_id = :c', parameters: { a: [1] } } },
       queryFiles: ['q'], workload: { file: 's.csv', top: 2 },`,
      { 'one/s.csv': csv, 'one/q/all-customers.sql': 'select count(*) from customers -- all' },
    );
    assert.equal(
      scenario.queries.map(({ name, workload, imported }) => [name, workload?.calls, imported]),
      [
        ['mine', 1000, false],
        ['all-customers', 3, false],
        ['select-orders-by-at', 10, true],
      ],
    );
    assert.match(scenario.notes[0]!, /3 are key queries \(2 of them declared\)/);
  });

  test('may be added to by name, and is taken then wherever it ranks', async () => {
    const scenario = await load(
      `queries: { 'update-orders-by-id': { parameters: { one: ['paid', 1] }, timeLimit: '1 s' } },
       workload: { file: 's.csv', top: 1 }, traffic: [{ query: 'update-orders-by-id', perSecond: 1 }],`,
    );
    const [, added] = scenario.queries;
    assert.equal(
      [added!.name, added!.parameters, added!.timeLimitMs, added!.workload?.calls, added!.imported],
      ['update-orders-by-id', [{ name: 'one', set: ['paid', 1] }], 1000, 100, false],
    );
  });

  const cases: [what: string, fields: string, content: string | null, expected: RegExp][] = [
    [
      'a file that is not there',
      `workload: 'x.csv'`,
      null,
      /workload: expected an export of pg_stat_statements, found .*x\.csv, which does not exist$/,
    ],
    [
      'another file',
      `workload: 's.csv'`,
      'a,b\n1,2\n',
      /s\.csv, which has no column query, calls, total_exec_time or total_time \(it has a, b\)$/,
    ],
    [
      'an addition to none',
      `workload: 's.csv', queries: { 'update-order-by-id': {} }`,
      csv,
      /queries\['update-order-by-id'\]: expected sql or file, or a query of that name in the workload, found neither\. Did you mean 'update-orders-by-id'\?$/,
    ],
    [
      'parameters that do not fit',
      `workload: 's.csv', queries: { 'update-orders-by-id': { parameters: { x: [1] } } }`,
      csv,
      /queries\['update-orders-by-id'\]\.parameters\.x: expected 2 values for \$1 to \$2, found 1 \(\$2 missing\)$/,
    ],
    [
      'no file',
      `workload: 5`,
      csv,
      /workload: expected '\.\/pg_stat_statements\.csv' or \{ file: .*, found 5$/,
    ],
    [
      'no number of statements',
      `workload: { file: 's.csv', top: 0 }`,
      csv,
      /workload\.top: expected a positive whole number, found 0$/,
    ],
  ];
  for (const [what, fields, content, expected] of cases)
    test(`with ${what} says so`, async () => {
      const error = await thrown(() => load(`${fields},`, content === null ? {} : { 'one/s.csv': content }));
      assert.is(error.code, 'scenario/invalid');
      assert.match(error.message, expected);
    });
});
