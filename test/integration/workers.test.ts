import { createHash } from 'node:crypto';
import { PgrehearseError } from '../../src/errors.ts';
import * as api from '../../src/index.ts';
import { loadModule } from '../../src/scenario/loading/loadDefault.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const author = `import { defineTable, derived, duplicated, json, lognormal, nullable, oneOf, pool, references, sequence, template, text, uniform, zipf } from 'pgrehearse';
const customers = defineTable('public.customers', { id: sequence({ correlation: 0 }), email: template('user{n}@example.com') });
export default { data: [
  defineTable('public.orders', {
    id: sequence(), customer_id: references(customers, 'id', { skew: zipf(1.1), childless: 0.2 }),
    status: oneOf({ paid: 90, pending: 8 }), total: lognormal(40, 1, { decimals: 2 }),
    note: nullable(0.7, pool(500, (faker) => faker.lorem.sentence())),
    details: json({ channel: oneOf(['web', 'app']), items: zipf(1.5, 9) }),
    label: derived((row, n) => row.status + ' ' + n) }).rows(60_000),
  defineTable('public.notes', { id: sequence(), body: text({ length: uniform(1, 900) }), words: oneOf(["'a':1"]) }).rows(20_000),
  customers.rows(9_000),
] };`;
const schema = `create table customers (id int primary key, email text unique);
  create table orders (id int primary key, customer_id int references customers, status text, total numeric(12,2),
    note text, details jsonb, label text);
  create table notes (id int, body text, words tsvector)`;

async function withWorkers<T>(count: number, body: () => Promise<T>): Promise<T> {
  const before = process.env['PGREHEARSE_WORKERS'];
  process.env['PGREHEARSE_WORKERS'] = String(count);
  try {
    return await body();
  } finally {
    if (before === undefined) delete process.env['PGREHEARSE_WORKERS'];
    else process.env['PGREHEARSE_WORKERS'] = before;
  }
}

suite('a load with workers', ({ test, before, after }) => {
  let server: Server;
  let module: { code: string };
  let tables: api.TableRows[];
  before(async () => {
    server = await localServer();
    const folder = temporaryFolder({ 'scenario.ts': author });
    const loaded = await loadModule(`${folder}/scenario.ts`);
    module = loaded.module;
    tables = (loaded.exported as { data: api.TableRows[] }).data;
  });
  after(() => server.stop());

  /** Of every table's rows in physical order. */
  const contentOf = (workers: number) =>
    withWorkers(workers, () =>
      withDataset(server, schema, { tables, module }, async (client) => {
        const hashes: string[] = [];
        for (const table of ['orders', 'notes', 'customers']) {
          const { rows } = await client.query<{ line: string }>(
            `select t.ctid::text || t.*::text as line from ${table} t order by t.ctid`,
          );
          assert.ok(rows.length >= 9_000);
          const hash = createHash('sha256');
          for (const { line } of rows) hash.update(line);
          hashes.push(hash.digest('hex'));
        }
        return hashes;
      }),
    );

  test('gives the same rows in the same order for none, 1, 2 and 8 of them', async () => {
    const alone = await contentOf(0);
    for (const workers of [1, 2, 8]) assert.equal(await contentOf(workers), alone, `${workers} workers`);
  });

  const wrong: [string, string, api.TableRows, RegExp, RegExp, string][] = [
    [
      'a CHECK constraint in a binary load',
      'create table t (a int check (a <> 23456), b text)',
      api
        .defineTable('public.t', { a: api.sequence(), b: api.nullable(0, api.template('secret{n}')) })
        .rows(30_000),
      /^table public\.t, row 23,456, column a: new row for relation "t" violates check constraint "t_a_check"$/,
      /^The row has a: an integer of 5 digits, b: a text of 11 characters\.$/,
      'the declaration of public.t, column a: sequence',
    ],
    [
      'a domain in a binary load',
      "create domain d as text check (value <> 'secret23456'); create table t (a int, b d)",
      api
        .defineTable('public.t', { a: api.sequence(), b: api.nullable(0.1, api.template('secret{n}')) })
        .rows(30_000),
      /^table public\.t, row \d\d,\d\d\d, column b: value for domain d violates check constraint "d_check"$/,
      /b: a text of 11 characters\.$/,
      'the declaration of public.t, column b: nullable(template)',
    ],
    [
      'an input function in a text load',
      'create table t (a int, b tsvector)',
      api
        .defineTable('public.t', {
          a: api.sequence(),
          b: api.derived((_row, n) => (n === 23_456 ? "'secret" : "'fine':1")),
        })
        .rows(30_000),
      /^table public\.t, row 23,456, column b: syntax error in tsvector: "…"$/,
      /^The row has a: an integer of 5 digits, b: a text of 7 characters\.$/,
      'the declaration of public.t, column b: derived',
    ],
  ];
  for (const [what, tableSchema, table, message, detail, source] of wrong)
    for (const workers of [0, 2])
      test(`names row, column, shape and declaration for ${what}, with ${workers} workers`, () =>
        withWorkers(workers, async () => {
          const error = await withDataset(server, tableSchema, { tables: [table] }, async () => null).catch(
            (thrown: unknown) => thrown,
          );
          assert.ok(error instanceof PgrehearseError, String(error));
          assert.is(error.code, 'data/row-refused');
          assert.match(error.message, message);
          assert.match(error.detail ?? '', detail);
          assert.is(error.source, source);
          assert.not.match(`${error.message}${error.detail}`, /secret/);
        }));

  test('tells where an author’s function threw', async () => {
    const { connection } = server;
    const files = {
      'scenarios/one/scenario.ts': `import { defineScenario, defineTable, derived, sequence } from 'pgrehearse';
const label = (n: number) => {
  if (n === 23456) throw new RangeError('no label');
  return 'x';
};
export default defineScenario({
  name: 'one',
  migrations: { directory: './migrations' },
  data: [defineTable('public.t', { id: sequence(), label: derived((_row, n) => label(n)) }).rows(30_000)],
});
`,
      'scenarios/one/migrations/0001_t.sql': 'create table t (id int, label text);',
      'scenarios/one/migrations/0002_u.sql': 'create table u (id int);',
    };
    for (const workers of ['0', '2']) {
      const { code, stderr } = await project(files, { PGREHEARSE_WORKERS: workers }).run(
        'run',
        '--database-url',
        `postgresql://postgres@127.0.0.1:${connection.port}/postgres`,
      );
      assert.is(code, 2, stderr);
      assert.match(stderr, /column label of table public\.t: a function of its declaration failed/);
      assert.match(stderr, /scenarios\/one\/scenario\.ts:3:26/);
      assert.match(stderr, /no label/);
    }
  });
});
