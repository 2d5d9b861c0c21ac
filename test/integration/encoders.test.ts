import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

/** Type, values as an author writes them, and the texts that the server prints. */
const cases: [string, readonly unknown[], readonly (string | null)[]][] = [
  ['int2', [-32768, 0, 32767, null], ['-32768', '0', '32767', null]],
  ['int4', [-2147483648, 2147483647], ['-2147483648', '2147483647']],
  [
    'int8',
    [-1, 2 ** 53 - 1, 9223372036854775807n, '-9223372036854775808'],
    ['-1', '9007199254740991', '9223372036854775807', '-9223372036854775808'],
  ],
  ['oid', [4294967295], ['4294967295']],
  ['float4', [1.5, -0.25], ['1.5', '-0.25']],
  ['float8', [0.1, 1e300], ['0.1', '1e+300']],
  [
    'numeric',
    [0, 0.001, -12345.678, 1e21, '123456789012345678901234567890.5', 10000, 1.5e-7],
    [
      '0',
      '0.001',
      '-12345.678',
      '1000000000000000000000',
      '123456789012345678901234567890.5',
      '10000',
      '0.00000015',
    ],
  ],
  [
    'numeric(10,2)',
    [0, 0.01, 99999999.99, -7, 1234.5, 10000],
    ['0.00', '0.01', '99999999.99', '-7.00', '1234.50', '10000.00'],
  ],
  ['numeric(12,5)', [1.00001, 20000.5, 0.10002], ['1.00001', '20000.50000', '0.10002']],
  ['text', ['', 'a\tb\n"\\', 'Żółć 🐘', 7], ['', 'a\tb\n"\\', 'Żółć 🐘', '7']],
  ['varchar(5)', ['żółć🐘'], ['żółć🐘']],
  ['char(4)', ['ab'], ['ab  ']],
  ['bool', [true, false], ['true', 'false']],
  ['date', [new Date('2024-02-29T13:00:00Z'), '1969-12-31'], ['2024-02-29', '1969-12-31']],
  [
    'timestamp',
    [new Date('2024-02-29T13:00:00.123Z'), '1850-01-01 00:00:00.000001'],
    ['2024-02-29 13:00:00.123', '1850-01-01 00:00:00.000001'],
  ],
  ['timestamptz', ['2024-02-29 13:00:00+05:30'], ['2024-02-29 07:30:00+00']],
  ['time', ['23:59:59.5', '00:00'], ['23:59:59.5', '00:00:00']],
  ['uuid', ['6ba7b810-9dad-11d1-80b4-00c04fd430c8'], ['6ba7b810-9dad-11d1-80b4-00c04fd430c8']],
  ['json', [{ a: [1, null] }, 'text'], ['{"a":[1,null]}', '"text"']],
  ['jsonb', [{ b: 1, a: 'é' }, 3], ['{"a": "é", "b": 1}', '3']],
  ['bytea', [Buffer.from([0, 255])], ['\\x00ff']],
  [
    'inet',
    ['10.1.2.3', '10.0.0.0/8', '::1', 'fe80::1:2/64', '::ffff:1.2.3.4'],
    ['10.1.2.3/32', '10.0.0.0/8', '::1/128', 'fe80::1:2/64', '::ffff:1.2.3.4/128'],
  ],
  ['cidr', ['192.168.0.0/16'], ['192.168.0.0/16']],
  ['mood', ['sad', 'so so'], ['sad', 'so so']],
  ['mood[]', [['sad'], []], ['{sad}', '{}']],
  ['int4[]', [[1, null, 3], []], ['{1,NULL,3}', '{}']],
  ['text[]', [['a,b', '"']], ['{"a,b","\\""}']],
  ['positive', [5], ['5']],
  ['short', ['abc'], ['abc']],
  // These types go by COPY's text format.
  ['tsvector', ["'cat':1 'sat':2"], ["'cat':1 'sat':2"]],
  ['box', ['(3,4),(1,2)'], ['(3,4),(1,2)']],
  ['tsvector[]', [["'a':1", null]], ["{'a':1,NULL}"]],
];

suite('encoders', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  const schema = `create type mood as enum ('sad', 'so so');
    create domain positive as int check (value > 0); create domain short as varchar(3) not null default 'x';
    create table t (n int, listed TYPE, made TYPE, note text)`;
  for (const [type, values, printed] of cases)
    test(`${type} arrives as it was declared`, () => {
      const table = api.defineTable('public.t', {
        n: api.sequence(),
        // A list is encoded ahead, what a function gives row by row.
        listed: api.derived((_row, n) => values[n - 1]),
        made: api.constant(values[0]),
        note: api.constant('a\tb\\'),
      });
      return withDataset(
        server,
        schema.replaceAll('TYPE', type),
        { tables: [table.rows(values.length)] },
        async (client) => {
          await client.query("set timezone = 'UTC'; set datestyle = 'ISO'");
          const { rows } = await client.query(
            'select listed::text as l, made::text as m, note from t order by n',
          );
          const text = (value: string | null) => (type === 'char(4)' ? value?.padEnd(4) : value);
          assert.equal(
            rows.map(({ l }) => text(l)),
            printed,
          );
          assert.ok(rows.every(({ m, note }) => text(m) === printed[0] && note === 'a\tb\\'));
        },
      );
    });
  test('generated numbers, moments, texts, UUIDs and objects fit every type that takes them', () =>
    withDataset(
      server,
      `create table t (a int8, b numeric(9,3), c text, d float4, e date, f timestamp, g text, h varchar(20), i uuid,
        j text, k json, l jsonb, m text)`,
      {
        tables: [
          api
            .defineTable('public.t', {
              a: api.constant(2 ** 40),
              b: api.uniform(1.5, 1.5, { decimals: 3 }),
              c: api.uniform(7, 7),
              d: api.uniform(2, 2),
              e: at(),
              f: at(),
              g: at(),
              h: api.template('h{n}'),
              i: api.uuid(),
              j: api.uuid(),
              k: api.json({ x: api.nullable(0.5, api.uniform(1, 1)) }),
              l: api.template('t{n}'),
              m: api.json({ y: api.constant('é') }),
            })
            .rows(1),
        ],
      },
      async (client) => {
        const { rows } = await client.query(
          `select a, b, c, d, e::text, date_trunc('milliseconds', f)::text as f, g, h, i::text ~ '^[0-9a-f-]{36}$' as i, j ~ '^[0-9a-f-]{36}$' as j,
             k ->> 'x' as k, l::text, m from t`,
        );
        assert.equal(
          { ...rows[0], k: null },
          {
            a: '1099511627776',
            b: '1.500',
            c: '7',
            d: 2,
            e: '2026-02-15',
            f: '2026-02-15 11:59:59.999',
            g: '2026-02-15T11:59:59.999Z',
            h: 'h1',
            i: true,
            j: true,
            k: null,
            l: '"t1"',
            m: '{"y":"é"}',
          },
        );
      },
    ));
});

/** The last millisecond before the tests' now. */
function at() {
  return api.timestamps({ from: '-1 ms', to: 'now', correlation: 1 });
}
