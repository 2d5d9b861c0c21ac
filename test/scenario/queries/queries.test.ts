import { join } from 'node:path';
import { loadFields } from '../../support/loadText.ts';
import { assert, suite } from '../../support/suite.ts';
import { thrown, wholeText } from '../../support/thrown.ts';

const one = async (query: string, fields = '') =>
  (await loadFields(`queries: { q: ${query} }, ${fields}`)).queries[0]!;
const rows = (count: number) => () => count;

suite('a key query', ({ test }) => {
  test('has a role, settings, a time limit and a result that must not change', async () => {
    const { role, settings, timeLimitMs, result, readonly, file, workload, imported } = await one(
      `{ sql: 'select 1', role: 'app', settings: { 'app.tenant': 7 }, timeLimit: '30 s', result: 'stable' }`,
    );
    assert.equal(
      { role, settings, timeLimitMs, result, readonly, file, workload, imported },
      {
        role: 'app',
        settings: { 'app.tenant': '7' },
        timeLimitMs: 30_000,
        result: 'stable',
        readonly: true,
        file: null,
        workload: null,
        imported: false,
      },
    );
  });

  test('is kept without the semicolon and comments around it', async () => {
    const { sql, timeLimitMs } = await one(`{ sql: '-- one\\nselect 1; -- that was it\\n' }`);
    assert.is(sql, 'select 1');
    assert.is(timeLimitMs, 120_000);
  });

  test('takes values by the names of its parameters, in any order', async () => {
    const { sql, parameters } = await one(
      `{ sql: 'select 1 from t where a = :a and b = :b or a < :a', parameters: { x: { b: 2, a: [1, null] } } }`,
    );
    assert.is(sql, 'select 1 from t where a = $1 and b = $2 or a < $1');
    assert.equal(parameters, [{ name: 'x', set: [[1, null], 2] }]);
  });

  test('with one named parameter takes a list of one value, too', async () => {
    assert.equal((await one(`{ sql: 'select :a', parameters: { x: [5] } }`)).parameters, [
      { name: 'x', set: [5] },
    ]);
  });

  test('takes columns of a query by the names of its parameters', async () => {
    const { parameters } = await one(
      `{ sql: 'select :a, :b', parameters: { x: { sql: 'select max(id) as b, o.a from o order by 1;' } } }`,
    );
    assert.equal(parameters, [
      {
        name: 'x',
        set: {
          sql: 'SELECT taken."a", taken."b" FROM (\nselect max(id) as b, o.a from o order by 1\n) AS taken',
        },
      },
    ]);
  });

  test('with one named parameter takes the one column of a query, whatever it is called', async () => {
    const { parameters } = await one(
      `{ sql: 'select :a', parameters: { x: { sql: 'select max(id) from o' } } }`,
    );
    assert.equal(parameters, [{ name: 'x', set: { sql: 'select max(id) from o' } }]);
  });

  test('takes :now as the scenario’s now, where no set says otherwise', async () => {
    const fields = `now: '2026-02-15T00:00:00Z',`;
    const { sql, parameters } = await one(`{ sql: 'select :now::timestamptz' }`, fields);
    assert.is(sql, 'select $1::timestamptz');
    assert.equal(parameters, [{ name: 'now', set: ['$now'] }]);
    const both = await one(
      `{ sql: 'select :a, :now', parameters: { x: { a: 1 }, y: { a: 1, now: 'then' }, z: 'auto', q: { sql: 'select 3' } } }`,
      fields,
    );
    assert.equal(both.parameters, [
      { name: 'x', set: [1, '$now'] },
      { name: 'y', set: [1, 'then'] },
      { name: 'z', set: 'auto', given: { 2: '$now' } },
      {
        name: 'q',
        set: {
          sql: `SELECT taken."a", '2026-02-15T00:00:00.000Z'::pg_catalog.timestamptz FROM (\nselect 3\n) AS taken ("a")`,
        },
      },
    ]);
  });

  test('takes :now in a query for its parameters', async () => {
    const { parameters } = await one(
      `{ sql: 'select $1', parameters: { x: { sql: 'select max(id) from o where at < :now' } } }`,
      `now: '2026-02-15T00:00:00Z',`,
    );
    assert.equal(parameters[0]!.set, { sql: "select max(id) from o where at < '2026-02-15T00:00:00.000Z'" });
  });

  test('has its parameters chosen, all or besides others', async () => {
    assert.equal((await one(`{ sql: 'select $1', parameters: 'auto' }`)).parameters, [
      { name: 'auto', set: 'auto' },
    ]);
    assert.equal((await one(`{ sql: 'select $1', parameters: { top: [1], more: 'auto' } }`)).parameters, [
      { name: 'top', set: [1] },
      { name: 'more', set: 'auto' },
    ]);
  });

  test('takes a function of the rows, in order or by name, rounded', async () => {
    const call = async (text: string) => {
      const { set } = (await one(text)).parameters[0]!;
      assert.type(set, 'function');
      return (set as (rows: (table: string) => number) => unknown)(rows(2_001));
    };
    assert.equal(
      await call(`{ sql: 'select $1', parameters: { x: (rows) => [rows('public.orders') / 2] } }`),
      [1001],
    );
    assert.equal(
      await call(
        `{ sql: 'select :a, :b', parameters: { x: (rows) => ({ b: 'b', a: rows('public.orders') }) } }`,
      ),
      [2001, 'b'],
    );
  });

  test('says what is wrong with what a function gives', async () => {
    const failure = async (body: string) => {
      const { set } = (await one(`{ sql: 'select $1', parameters: { x: () => ${body} } }`)).parameters[0]!;
      return wholeText(await thrown(() => (set as (rows: () => number) => unknown)(() => 1)));
    };
    assert.match(
      await failure('[1, 2]'),
      /the function of key query 'q', parameters 'x' gives no values that fit\nExpected 1 value for \$1, found 2 \(1 too many\)\./,
    );
    assert.match(await failure('3'), /Expected values for \$1, found 3\./);
    assert.match(await failure(`{ throw new Error('no such row') }`), /The function has thrown: no such row/);
    assert.match(await failure('[() => 1]'), /found a list of 1/);
  });

  test('may have now() as the scenario’s now, where it says so', async () => {
    const { sql, parameters } = await one(
      `{ sql: 'select :a from t where at > now() - :a::interval', now: 'bound', parameters: { x: { a: '1 d' } } }`,
      `now: '2026-02-15T00:00:00Z',`,
    );
    assert.is(sql, "select $1 from t where at > '2026-02-15T00:00:00.000Z'::timestamptz - $1::interval");
    assert.equal(parameters, [{ name: 'x', set: ['1 d'] }]);
    const error = await thrown(() => one(`{ sql: 'select random()', now: 'bound' }`));
    assert.match(
      error.message,
      /queries\.q\.sql: calls random\(\), for which no moment can stand; write a parameter$/,
    );
  });

  test('may store or return now(), which decides neither plan nor rows', async () => {
    for (const sql of [
      'update t set at = now() where id = 1 returning now()',
      'insert into t (at) values (now()) on conflict (id) do update set at = current_timestamp',
      'insert into t select id, now() from u',
      'merge into t using u on t.id = u.id when matched then update set at = now() when not matched then insert values (1, now())',
    ])
      assert.is((await one(`{ sql: '${sql}' }`)).readonly, false, sql);
  });
});

suite('key queries in files', ({ test }) => {
  const files = {
    'one/queries/orders-of-customer.sql': 'select * from orders where customer_id = :customer_id;\n',
    'one/queries/more/reports.sql':
      '-- name: by-day :many\nselect at::date, count(*) from orders group by 1;\n-- name: by-status :many\nselect count(*) from orders where status = @status\n',
    'one/queries/notes.txt': 'no query',
  };

  test('are read from a file of one query', async () => {
    const { queries, directory } = await loadFields(
      `queries: { orders: { file: './queries/orders-of-customer.sql', parameters: { one: { customer_id: 1 } } } },`,
      {},
      files,
    );
    assert.equal(
      queries.map(({ name, sql, file, parameters }) => ({ name, sql, file, parameters })),
      [
        {
          name: 'orders',
          sql: 'select * from orders where customer_id = $1',
          file: join(directory, 'queries/orders-of-customer.sql'),
          parameters: [{ name: 'one', set: [1] }],
        },
      ],
    );
  });

  test('are the one of its name of a file of several', async () => {
    const { queries } = await loadFields(
      `queries: { 'by-day': { file: 'queries/more/reports.sql' } },`,
      {},
      files,
    );
    assert.is(queries[0]!.sql, 'select at::date, count(*) from orders group by 1');
  });

  for (const [what, paths] of [
    ['folders', `'./queries'`],
    ['patterns', `'queries/**/*.sql'`],
    ['files', `'queries/more/reports.sql', './queries/orders-of-customer.sql', 'queries/*.sql'`],
  ])
    test(`are all of ${what}, with parameters that are chosen unless \`queries\` has them`, async () => {
      const { queries } = await loadFields(
        `queryFiles: [${paths}],
         queries: { 'orders-of-customer': { parameters: { one: [7] }, role: 'app' } },
         traffic: [{ query: 'by-day', perSecond: 1 }],`,
        {},
        files,
      );
      assert.equal(queries.map(({ name, parameters, role }) => [name, parameters, role]).sort(), [
        ['by-day', [{ name: 'none', set: [] }], null],
        ['by-status', [{ name: 'auto', set: 'auto' }], null],
        ['orders-of-customer', [{ name: 'one', set: [7] }], 'app'],
      ]);
    });

  test('are themselves where an entry of their name names their file', async () => {
    const { queries } = await loadFields(
      `queryFiles: ['./queries/more'],
       queries: { 'by-status': { file: 'queries/more/reports.sql', parameters: { one: ['paid'] }, role: 'app' } },`,
      {},
      files,
    );
    assert.equal(queries.map(({ name, parameters, role }) => [name, parameters, role]).sort(), [
      ['by-day', [{ name: 'none', set: [] }], null],
      ['by-status', [{ name: 'one', set: ['paid'] }], 'app'],
    ]);
  });

  test('that EXPLAIN does not take are none, and said', async () => {
    const { queries, notes } = await loadFields(
      `queryFiles: ['schema.sql'],`,
      {},
      {
        'one/schema.sql':
          '-- name: create#\ncreate table a ();\ncreate table b ();\n-- name: drop!\ndrop table a;\n-- name: get^\nselect 1;',
      },
    );
    assert.equal(
      queries.map(({ name }) => name),
      ['get'],
    );
    assert.is(notes.length, 1);
    assert.match(
      notes[0]!,
      /^no key queries, because EXPLAIN does not take them: create \(.*schema\.sql, line 1\), drop \(.*schema\.sql, line 4\)$/,
    );
  });
});

suite('a key query with mistakes', ({ test }) => {
  const cases: [what: string, text: string, expected: RegExp, files?: Record<string, string>][] = [
    [
      'neither text nor file',
      `queries: { q: { parameters: 'auto' } }`,
      /^queries\.q: expected sql or file, found neither$/,
    ],
    [
      'both text and file',
      `queries: { q: { sql: 'select 1', file: 'a.sql' } }`,
      /^queries\.q: expected either sql or file, found both$/,
    ],
    [
      'a file that is not there',
      `queries: { q: { file: 'a.sql' } }`,
      /^queries\.q\.file: expected a SQL file, found .*one\/a\.sql, which does not exist$/,
    ],
    [
      'a file that is empty',
      `queries: { q: { file: 'a.sql' } }`,
      /^queries\.q\.file: expected a query, found .*a\.sql, which is empty$/,
      { 'one/a.sql': ' \n' },
    ],
    [
      'a file of comments',
      `queries: { q: { file: 'a.sql' } }`,
      /a\.sql, line 1: expected one statement, found none$/,
      { 'one/a.sql': '-- later\n' },
    ],
    [
      'a file that is no text',
      `queries: { q: { file: 'a.sql' } }`,
      /which has zero bytes$/,
      { 'one/a.sql': 'a\0b' },
    ],
    [
      'a file that is no SQL',
      `queries: { q: { file: 'a.sql' } }`,
      /^queries\.q\.file: .*a\.sql, line 3, column 15: syntax error at end of input \(form t where\)$/,
      { 'one/a.sql': '-- q\nselect :a from s,\n  form t where' },
    ],
    [
      'a mistake behind a header',
      `queryFiles: ['a.sql']`,
      /^queryFiles\[0\]: .*a\.sql, line 4, column 8: syntax error at or near "from"/,
      { 'one/a.sql': '-- name: a\nselect 1;\n-- name: b\nupdate from t;' },
    ],
    [
      'a file of several statements',
      `queries: { q: { file: 'a.sql' } }`,
      /a\.sql, line 1: expected one statement, found 2; several queries in a file need headers such as -- name: q$/,
      { 'one/a.sql': 'select 1; select 2' },
    ],
    [
      'a name that a file does not have',
      `queries: { order: { file: 'a.sql' } }`,
      /^queries\.order\.file: expected a query 'order' in .*a\.sql, found orders, other\. Did you mean 'orders'\?$/,
      { 'one/a.sql': '-- name: orders\nselect 1;\n-- name: other\nselect 1;' },
    ],
    [
      'a folder that is not there',
      `queryFiles: ['none']`,
      /^queryFiles\[0\]: expected a file, a folder or a pattern, found .*none, which does not exist$/,
    ],
    [
      'a folder without queries',
      `queryFiles: ['empty']`,
      /empty, a folder without \.sql files$/,
      { 'one/empty/a.txt': '' },
    ],
    [
      'a pattern that nothing fits',
      `queryFiles: ['*.sqll']`,
      /^queryFiles\[0\]: expected files, found none that fit \*\.sqll$/,
    ],
    [
      'two of one name',
      `queryFiles: ['a', 'b']`,
      /^queryFiles\[1\]: .*b\/x\.sql, line 1 and .*a\/x\.sql, line 1 both have a query 'x'; expected each name once$/,
      { 'one/a/x.sql': 'select 1', 'one/b/x.sql': 'select 2' },
    ],
    [
      'a name of a file and its own text',
      `queryFiles: ['a'], queries: { x: { sql: 'select 2' } }`,
      /^queries\.x\.sql: .*a\/x\.sql, line 1, of queryFiles, has a query 'x' already/,
      { 'one/a/x.sql': 'select 1' },
    ],
    [
      'an addition to none',
      `queryFiles: ['a'], queries: { orderz: {} }`,
      /^queries\.orderz: expected sql or file, or a query of that name in queryFiles, found neither\. Did you mean 'orders'\?$/,
      { 'one/a/orders.sql': 'select 1' },
    ],
    [
      'traffic of a query that no file has',
      `queryFiles: ['a'], traffic: [{ query: 'order', perSecond: 1 }]`,
      /^traffic\[0\]\.query: unknown query 'order'; expected one of orders\. Did you mean 'orders'\?$/,
      { 'one/a/orders.sql': 'select 1' },
    ],
    [
      'named and numbered parameters',
      `queries: { q: { sql: 'select :a, $1' } }`,
      /^queries\.q\.sql: expected named or numbered parameters, found \$1 besides :a \(line 1, column 12/,
    ],
    [
      'a name too few',
      `queries: { q: { sql: 'select :a, :b', parameters: { x: { a: 1 } } } }`,
      /^queries\.q\.parameters\.x: expected :a and :b, found \{ a \} \(:b missing\)$/,
    ],
    [
      'a misspelt name',
      `queries: { q: { sql: 'select :customer_id', parameters: { x: { custmer_id: 1 } } } }`,
      /^queries\.q\.parameters\.x: expected :customer_id, found custmer_id\. Did you mean 'customer_id'\?$/,
    ],
    [
      'a name too many',
      `queries: { q: { sql: 'select :a', parameters: { x: { a: 1, other: 2 } } } }`,
      /^queries\.q\.parameters\.x: expected :a, found other$/,
    ],
    [
      'a list for several names',
      `queries: { q: { sql: 'select :a, :b', parameters: { x: [1, 2] } } }`,
      /^queries\.q\.parameters\.x: expected an object with :a and :b, found a list$/,
    ],
    [
      'names for numbers',
      `queries: { q: { sql: 'select $1', parameters: { x: { a: 1 } } } }`,
      /^queries\.q\.parameters\.x: expected 1 value for \$1, found \{ a \}$/,
    ],
    [
      'no values for names',
      `queries: { q: { sql: 'select :a, :b, :now' } }`,
      /^queries\.q\.parameters: expected values for :a and :b, or 'auto', found nothing$/,
    ],
    [
      'columns of other names',
      `queries: { q: { sql: 'select :a, :b', parameters: { x: { sql: 'select 1 as a, 2 as c' } } } }`,
      /^queries\.q\.parameters\.x\.sql: expected a column for each of :a, :b, found a, c$/,
    ],
    [
      'a parameter called sql',
      `queries: { q: { sql: 'select :sql', parameters: { x: { sql: 'select 1' } } } }`,
      /has a parameter ':sql', which/,
    ],
    [
      'auto without parameters',
      `queries: { q: { sql: 'select 1', parameters: 'auto' } }`,
      /^queries\.q\.parameters: expected none, because the query has no parameters, found 'auto'$/,
    ],
    [
      'a function without parameters',
      `queries: { q: { sql: 'select 1', parameters: { x: () => [] } } }`,
      /^queries\.q\.parameters\.x: expected no values, because the query has no parameters, found a function$/,
    ],
    [
      'another word than auto',
      `queries: { q: { sql: 'select $1', parameters: 'automatic' } }`,
      /^queries\.q\.parameters: expected 'auto', or an object with a list of values for each set, found 'automatic'$/,
    ],
    [
      'a set of another shape',
      `queries: { q: { sql: 'select $1', parameters: { x: 5 } } }`,
      /^queries\.q\.parameters\.x: expected a list of values for \$1, .*, or 'auto', found 5$/,
    ],
    [
      'auto for traffic',
      `traffic: [{ sql: 'select $1', parameters: { x: 'auto' }, perSecond: 1 }]`,
      /^traffic\[0\]\.parameters\.x: expected a list of values .* or a function of the row counts, found 'auto'$/,
    ],
    [
      'a setting of no name',
      `queries: { q: { sql: 'select 1', settings: { 'work mem': 1 } } }`,
      /^queries\.q\.settings\['work mem'\]: expected a setting's name such as 'work_mem'/,
    ],
    [
      'a role that is no text',
      `queries: { q: { sql: 'select 1', role: 7 } }`,
      /^queries\.q\.role: expected a text, found 7$/,
    ],
    [
      'no time at all',
      `queries: { q: { sql: 'select 1', timeLimit: 0 } }`,
      /^queries\.q\.timeLimit: expected a duration above 0, found 0$/,
    ],
    [
      'another result',
      `queries: { q: { sql: 'select 1', result: 'same' } }`,
      /^queries\.q\.result: expected 'stable', found 'same'/,
    ],
    [
      'now()',
      `queries: { q: { sql: 'select 1 from t where at > pg_catalog.now() - interval \\'1 day\\'' } }`,
      /^queries\.q\.sql: calls now\(\), which is another moment every night; write :now::timestamptz, or \$1::timestamptz with the value '\$now', for the scenario's now, or say now: 'bound' \(line 1, column 28:/,
    ],
    [
      'CURRENT_DATE in a file',
      `queryFiles: ['a.sql']`,
      /a\.sql, line 2, column 12: calls CURRENT_DATE, which is another moment/,
      { 'one/a.sql': 'select *\nwhere at = current_date' },
    ],
    [
      'a word that means now',
      `queries: { q: { sql: "select date 'today'" } }`,
      /^queries\.q\.sql: calls 'today'::date, which/,
    ],
    [
      'random()',
      `queries: { q: { sql: 'select 1 from t order by random()' } }`,
      /calls random\(\), which is another value in every run; write a parameter/,
    ],
    [
      'a sample that is another every time',
      `queries: { q: { sql: 'select 1 from t tablesample system (1)' } }`,
      /calls TABLESAMPLE without REPEATABLE, which is another value in every run/,
    ],
    [
      'now() in a condition of an update',
      `queries: { q: { sql: 'update t set a = now() where b < now()' } }`,
      /calls now\(\).*column 34/,
    ],
    [
      'now() in a query that an update stores',
      `queries: { q: { sql: 'update t set a = (select max(b) from u where c < now())' } }`,
      /calls now\(\)/,
    ],
    [
      'random() in a query for parameters',
      `queries: { q: { sql: 'select $1', parameters: { x: { sql: 'select id from t order by random() limit 1' } } } }`,
      /^queries\.q\.parameters\.x\.sql: calls random\(\)/,
    ],
  ];
  for (const [what, text, expected, files] of cases)
    test(`with ${what} says so`, async () => {
      const error = await thrown(() => loadFields(`${text},`, {}, files));
      assert.is(error.code, 'scenario/invalid');
      assert.is(error.detail, undefined);
      assert.match(error.message.slice(error.message.indexOf('scenario.mjs: ') + 14), expected);
    });
});

suite('traffic', ({ test }) => {
  test('has named parameters, and each statement of a transaction takes its part of them', async () => {
    const { traffic } = await loadFields(`traffic: [
      { sql: 'select :a', parameters: { x: { a: 1 } }, perSecond: 1 },
      { transaction: [{ sql: 'select :b' }, { sql: 'select :a, :b' }, { sql: 'select :own', parameters: { y: [3] } }],
        parameters: { x: { a: 1, b: 2 } }, perSecond: 1 } ],`);
    assert.equal(traffic[0]!.steps, [{ sql: 'select $1', parameters: null, takes: [0] }]);
    assert.equal(traffic[1]!.steps, [
      { sql: 'select $1', parameters: null, takes: [0] },
      { sql: 'select $1, $2', parameters: null, takes: [1, 0] },
      { sql: 'select $1', parameters: [{ name: 'y', set: [3] }], takes: [0] },
    ]);
    assert.equal(traffic[1]!.parameters, [{ name: 'x', set: [2, 1] }]);
  });

  test('may call now(), as applications do', async () => {
    const { traffic } = await loadFields(`traffic: [{ sql: 'select now()', perSecond: 1 }],`);
    assert.is(traffic.length, 1);
  });
});
