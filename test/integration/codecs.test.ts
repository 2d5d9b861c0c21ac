import type { Client } from 'pg';
import { readCatalog } from '../../src/dataset/catalog/readCatalog.ts';
import { codecOf } from '../../src/dataset/encode/codecOf.ts';
import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { Random } from '../support/random.ts';
import { assert, suite } from '../support/suite.ts';

const random = new Random(7);
const draw = () => random.between(0, 1);
const whole = (below: number) => Math.floor(draw() * below);
const digits = (count: number) => Array.from({ length: count }, () => whole(10)).join('');
const of = (make: () => string, ...edges: string[]) => [...edges, ...Array.from({ length: 60 }, make)];
const two = (below: number) => String(whole(below)).padStart(2, '0');
const sign = () => (draw() < 0.4 ? '-' : '');
const dateText = () =>
  [String(1 + whole(9998)).padStart(4, '0'), two(12).replace('00', '12'), two(28).replace('00', '28')].join(
    '-',
  );
const timeText = () => `${two(24)}:${two(60)}:${two(60)}.${digits(1 + whole(6))}`;
const hex = (count: number) => Array.from({ length: count }, () => whole(16).toString(16)).join('');
const letters = ['a', 'Ż', '🐘', ' ', '"', '\\', ',', '(', ')', '\n', '{', '\t', "'", 'null'];
const word = () => Array.from({ length: whole(9) }, () => letters[whole(letters.length)]).join('');
const spans = ['year', 'months', 'mon', 'weeks', 'decades', 'centuries'];
const integer = () => `${sign()}${Number(digits(1 + whole(9)))}`;
const decimal = () => `${sign()}${digits(1 + whole(20))}.${digits(1 + whole(20))}`;
const instant = () => `${dateText()} ${timeText()}`;
const range = (make: () => string, order: (a: string, b: string) => number) => () => {
  const [a, b] = [make(), make()].sort(order);
  const [open, close] = ['[(', ')]'].map((one) => one[whole(2)]);
  return `${open}${draw() < 0.1 ? '' : `"${a}"`},${draw() < 0.1 ? '' : b}${close}`;
};
const byNumber = (a: string, b: string) => Number(a) - Number(b);
const byText = (a: string, b: string) => (a < b ? -1 : 1);
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Texts as the type's input function reads them. */
const texts: Readonly<Record<string, string[]>> = {
  int2: of(() => String(whole(65_536) - 32_768), '-32768', '32767', '0'),
  int4: of(integer, '-2147483648', '2147483647', '0'),
  int8: of(() => `${sign()}${digits(18)}`, '-9223372036854775808', '9223372036854775807', '9007199254740993'),
  oid: of(() => String(Number(digits(9))), '4294967295', '0'),
  float4: of(() => `${sign()}${digits(4)}.${digits(3)}`, 'NaN', 'Infinity', '-Infinity', '3.4028235e38', '0'),
  float8: of(() => `${sign()}${digits(9)}e${whole(200) - 100}`, 'NaN', '-Infinity', '1e308', '5e-324', '0.1'),
  numeric: of(decimal, 'NaN', '0', '0.0000', '1e-20', '-1e20', '10000', '0.0001', '99999999', '1.50'),
  'numeric(12,2)': of(() => `${sign()}${digits(9)}.${digits(3)}`, '0', '0.01', '-9999999999.99', '10000'),
  'numeric(30,10)': of(() => `${sign()}${digits(19)}.${digits(10)}`, '0', '1e19', '0.0000000001'),
  'numeric(3,-2)': of(() => `${sign()}${digits(4)}`, '0', '99900'),
  text: of(word, '', 'a'.repeat(3000)),
  'varchar(9)': of(() => 'Ż'.repeat(whole(10)), ''),
  'char(9)': of(() => 'Ż'.repeat(whole(10)), '', 'a'),
  name: of(() => hex(63)),
  '"char"': of(() => 'abc'[whole(3)]!, '', '~'),
  citext: of(word, 'Aa'),
  bool: ['true', 'false', 't', 'no', 'on', '0'],
  date: of(dateText, '0001-01-01', '9999-12-31', '2000-02-29', 'infinity', '-infinity'),
  time: of(timeText, '24:00:00', '00:00', '23:59:59.999999'),
  timetz: of(() => `${timeText()}${draw() < 0.5 ? '+' : '-'}${two(15)}:${two(60)}`, '24:00:00+00', '12:00Z'),
  timestamp: of(instant, 'infinity', '-infinity', '1969-12-31 23:59:59.999999', '2000-01-01'),
  timestamptz: of(() => `${instant()}+05:45`, 'infinity', '2026-03-29 01:30:00Z'),
  interval: of(
    () =>
      `${sign()}${whole(99)} ${spans[whole(spans.length)]} ${sign()}${whole(50)} days ${sign()}${timeText()}`,
    '0',
    '1 day',
    '-1 day -02:03:04.000005',
    '3 months ago',
    'P1Y2M3DT4H5M6.7S',
    'P-3W',
    'PT-0.5S',
    '1-2',
    '1-2 3 4:05:06',
    '3 4:05:06',
    '1.5 years',
    '1.5 months',
    '2.5 days',
    '1.5 weeks',
    '1 century 2 decades',
    '100 ms',
    '@ 1 minute 2 secs',
    '90',
    '1d2h',
  ),
  uuid: of(() => hex(32), '{6ba7b810-9dad-11d1-80b4-00c04fd430c8}'),
  inet: of(
    () => `${whole(256)}.${whole(256)}.0.${whole(256)}/${whole(33)}`,
    '::',
    '::1',
    '2001:db8::ff00:42:8329/64',
    '::ffff:1.2.3.4',
  ),
  cidr: of(() => `10.${whole(256)}.0.0/16`, '::/0', '2001:db8::/32'),
  macaddr: of(() => hex(12), '08:00:2b:01:02:03', '08-00-2b-01-02-03', '0800.2b01.0203', '08002b:010203'),
  macaddr8: of(() => hex(16), '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '08002b0102030405'),
  'bit(11)': of(() => whole(2048).toString(2).padStart(11, '0')),
  'varbit(40)': of(() => whole(2 ** 30).toString(2), '', 'x1fA', 'b01'),
  point: of(() => `(${sign()}${digits(3)}.${digits(2)},${digits(2)})`, '1,2', '(Infinity,NaN)'),
  hstore: of(() => `${quoted(word())}=>${quoted(word())}, k => NULL`, '', 'a=>1, "b"=>"x=>y"'),
  mood: ['sad', 'so so'],
  positive: of(() => String(1 + whole(9999))),
  int4range: of(range(integer, byNumber), 'empty', '[1,1]', '(,)', '(1,2)'),
  int8range: of(range(integer, byNumber), '(,5]'),
  numrange: of(range(decimal, byNumber), '[1.5,2.5]', ' [ 1 , 2 ) '),
  daterange: of(range(dateText, byText), '[2024-01-01,2024-01-31]', '[2024-01-01,infinity)'),
  tsrange: of(range(instant, byText), '["2024-01-01 00:00","2024-01-02 00:00")'),
  tstzrange: of(
    range(() => `${instant()}+00`, byText),
    'empty',
  ),
  floatrange: of(range(decimal, byNumber), '[0.1,0.2)'),
  int4multirange: ['{}', '{[1,5)}', '{[1,5),[7,9],(20,)}', '{ [1,2) , [3,4) }'],
  tsmultirange: ['{["2024-01-01 00:00","2024-01-02 00:00"),[2025-01-01,)}'],
  floatmultirange: ['{[0.1,0.2),(3,4]}'],
  pair: ['(1,a,)', '(,"b ""c"" \\\\ ,)",2024-01-01)', '(5,,)', '(7,"",2024-01-01)'],
};

/** Values that are no texts, and the input that means the same. */
const objects: Readonly<Record<string, readonly [unknown, string][]>> = {
  'int4[]': [
    [[1, null, 3], '{1,NULL,3}'],
    [[], '{}'],
    [
      [
        [1, 2],
        [3, null],
      ],
      '{{1,2},{3,NULL}}',
    ],
    [[[[7]]], '{{{7}}}'],
  ],
  'text[]': [[['a,b', '"', '\\', 'NULL', '', null], '{"a,b","\\"","\\\\","NULL","",NULL}']],
  'interval[]': [[['1 day', null], '{1 day,NULL}']],
  'mood[]': [[['sad', 'so so'], '{sad,"so so"}']],
  'positive[]': [[[1, 2], '{1,2}']],
  'int4range[]': [[['[1,2)', 'empty'], '{"[1,2)",empty}']],
  'point[]': [[['(1,2)', [3, 4]], '{"(1,2)","(3,4)"}']],
  'jsonb[]': [[[{ a: 1 }, [1, 2]], '{"{\\"a\\": 1}","[1, 2]"}']],
  'pair[]': [[[{ a: 1, b: 'x' }, '(2,y,)'], '{"(1,x,)","(2,y,)"}']],
  pair: [
    [{ a: 1, b: 'x, y', c: new Date('2024-02-29T00:00:00Z') }, '(1,"x, y",2024-02-29)'],
    [[2, null, null], '(2,,)'],
  ],
  nested: [[{ p: { a: 1, b: 'b' }, list: [1, 2] }, '("(1,b,)","{1,2}")']],
  hstore: [[{ a: 1, 'b c': null }, 'a=>1, "b c"=>NULL']],
  point: [[[1.5, -2], '(1.5,-2)']],
  bytea: [
    [Buffer.from([0, 255, 7]), '\\x00ff07'],
    [Buffer.alloc(0), '\\x'],
  ],
  json: [[{ a: [1, null, 'é'] }, '{"a":[1,null,"é"]}']],
  jsonb: [
    [{ b: 1, a: 'é' }, '{"a": "é", "b": 1}'],
    ['text', '"text"'],
  ],
  interval: [[90.5, '90.5 seconds']],
  int8: [[9223372036854775807n, '9223372036854775807']],
  timestamptz: [[new Date('2024-02-29T13:00:00.123Z'), '2024-02-29 13:00:00.123+00']],
};

const types = [...new Set([...Object.keys(texts), ...Object.keys(objects)])];
const values = types.map((type) => [
  ...(texts[type] ?? []).map((text) => [text, text] as const),
  ...(objects[type] ?? []),
]);
const rows = Math.max(...values.map(({ length }) => length));

suite('a codec', ({ test, before, after }) => {
  let server: Server;
  let client: Client;
  let release: () => void = () => {};
  let done: Promise<unknown>;
  before(async () => {
    server = await localServer();
    const schema = `create extension citext; create extension hstore;
      create type mood as enum ('sad', 'so so'); create domain positive as int check (value > 0);
      create type floatrange as range (subtype = float8); create type pair as (a int, b text, c date);
      create type nested as (p pair, list int[]);
      create table t (n int, ${types.map((type, i) => `c${i} ${type}`).join(', ')})`;
    const columns = Object.fromEntries(
      types.map((_, i) => [`c${i}`, api.derived((_row, n: number) => values[i]![n - 1]?.[0] ?? null)]),
    );
    const table = api.defineTable('public.t', { n: api.sequence(), ...columns });
    await new Promise<void>((ready, failed) => {
      done = withDataset(server, schema, { tables: [table.rows(rows)] }, async (clone) => {
        client = clone;
        ready();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }).catch(failed);
    });
    await client.query("set timezone = 'UTC'");
  });
  after(async () => {
    release();
    await done;
    await server.stop();
  });

  test('is there for every type of these, so that binary COPY is used', async () => {
    const { tables } = await readCatalog(client);
    const without = tables[0]!.columns.filter(({ type }) => codecOf(type) === null);
    assert.equal(
      without.map(({ type }) => type.name),
      [],
    );
  });
  for (const [i, type] of types.entries())
    test(`of ${type} sends what the server reads in the same value’s text`, async () => {
      const inputs = values[i]!.map(([, input]) => input);
      const { rows } = await client.query<{ n: number; made: string; meant: string; input: string }>(
        `select n, c${i}::text as made, (v.input::${type})::text as meant, v.input
         from t join unnest($1::text[]) with ordinality v (input, place) on place = n
         where c${i}::text is distinct from (v.input::${type})::text order by n`,
        [inputs],
      );
      assert.equal(rows, []);
      assert.ok(inputs.length > 0);
    });
});
