import { text } from 'node:stream/consumers';
import type { Client } from 'pg';
import { to } from 'pg-copy-streams';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import { binaries15 } from '../support/otherServers.ts';
import { type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, type SuiteContext, suite } from '../support/suite.ts';

const schema = `create table customers (id int primary key, name text not null);
create table orders (id int primary key, customer_id int not null, status text not null, at timestamptz not null, day date not null);
create index orders_customer_id_idx on orders (customer_id);
`;

/** What an application of the kind does, and what else an export has. */
async function production(client: Client): Promise<void> {
  await client.query(schema);
  await client.query(`create extension pg_stat_statements`);
  await client.query(`insert into customers select n, 'c' || n from generate_series(1, 50) n;
    insert into orders select n, n % 50 + 1, 'paid', now(), current_date from generate_series(1, 500) n;
    select pg_stat_statements_reset()`);
  for (let n = 0; n < 30; n++)
    await client.query('select * from orders where customer_id = $1 order by id', [n]);
  for (let n = 1; n < 6; n++) {
    const list = Array.from({ length: n }, (_, i) => i).join(', ');
    await client.query(`select name from customers where id in (${list})`);
  }
  await client.query(
    `select count(*) from orders where at > now() - interval '1 day' and day >= current_date - 7`,
  );
  await client.query(`select "status", count(*)
from orders /* by "status",
and day */ where day between '2020-01-01' and date '2020-02-01' group by 1`);
  await client.query("update orders set status = 'sent', at = now() where id = 3");
  await client.query(`select extract(year from at), count(*) from orders group by 1`);
  await client.query('select id from orders order by random() limit 3');
  await client.query('do $$ declare v int := 3; begin perform name from customers where id = v; end $$');
  await client.query('select relname from pg_class where oid = 1');
  for (const other of ['vacuum customers', 'analyze orders', 'set work_mem = 4096', 'select 1'])
    await client.query(other);
}

function facts(
  version: string,
  shared: ReturnType<typeof sharedServer>,
  { test, before }: SuiteContext,
): void {
  const exported: Record<'csv' | 'json', string> = { csv: '', json: '' };
  let one: Project;
  let outcome: Outcome;
  let seen: Evidence;
  before(async () => {
    const client = (await shared.server().connect('postgres')) as Client;
    try {
      await production(client);
      const select = `select s.*, datname from pg_stat_statements s join pg_database d on d.oid = s.dbid`;
      exported.csv = await text(client.query(to(`copy (${select}) to stdout (format csv, header)`)));
      const { rows } = await client.query<{ all: string }>(
        `select json_agg(e)::text as all from (${select}) e`,
      );
      exported.json = rows[0]!.all;
    } finally {
      await client.end();
    }
    one = project({
      'scenario.ts':
        scenarioText(`name: 'exported', migrations: { directory: './migrations' }, data: auto({ rows: 3000 }),
        queries: { 'orders-of-customer': { sql: 'SELECT *\\nFROM orders WHERE customer_id = 7 ORDER BY id;' } },
        workload: { file: './statements.csv', database: 'postgres' }`),
      'statements.csv': exported.csv,
      'migrations/0001_schema.sql': schema,
      'migrations/0002_drop.sql': 'drop index orders_customer_id_idx;\n',
    });
    outcome = await shared.run(one);
    seen = one.evidence('exported');
  });
  const query = (name: string) => seen.queries.filter((each) => each.name === name);

  test(`of ${version} gives key queries with parameters from the data and the weight of production`, () => {
    assert.is(outcome.code, 0, outcome.stderr + outcome.stdout);
    const names = [...new Set(seen.queries.map(({ name }) => name))];
    assert.equal(names.sort(), [
      'orders-of-customer',
      'select-customers-by-id',
      'select-orders-by-at-and-day',
      'select-orders-by-day',
      'update-orders-by-id',
    ]);
    const sets = query('select-customers-by-id').map(({ parameters }) => parameters);
    assert.ok(sets.length > 1, sets.join());
    for (const { before: capture, name, parameters, workload, file } of seen.queries) {
      assert.is(capture.error, null, `${name} (${parameters})`);
      assert.ok(capture.serial, name);
      if (name !== 'orders-of-customer') assert.is(file, 'statements.csv');
      assert.ok((workload?.calls ?? 0) > 0, name);
    }
    assert.is(query('select-customers-by-id')[0]!.workload!.calls, 5);
  });

  test(`of ${version} gives a declared query of the same shape its weight`, () => {
    const [declared] = query('orders-of-customer');
    assert.is(declared!.workload?.calls, 30);
    assert.ok(declared!.workload!.meanMs! > 0);
    assert.is(declared!.file, undefined);
  });

  test(`of ${version} has the scenario’s now where production called now()`, () => {
    const [{ sql } = { sql: '' }] = query('select-orders-by-at-and-day');
    assert.match(
      sql,
      /at > '2026-01-01T00:00:00\.000Z'::timestamptz - \$1::interval and day >= \('2026-01-01T00:00:00\.000Z'::timestamptz\)::date - \$2::integer$/,
    );
    assert.match(query('update-orders-by-id')[0]!.sql, /at = now\(\) where id = \$2$/);
  });

  test(`of ${version} says what of it is rehearsed, and why the rest is not`, () => {
    const note = seen.notes?.find((text) => text.includes('statements.csv')) ?? '';
    assert.match(
      note,
      /^of \d+ rows in .*statements\.csv \d+ are key queries \(1 of them declared\), \d+ % of its time; left out: /,
    );
    for (const part of [
      'that EXPLAIN does not take',
      '1 on system catalogs',
      '1 that call random()',
      "now() is the scenario's now in 1 of them",
    ])
      assert.ok(note.includes(part), `${part}: ${note}`);
    const refused = seen.notes?.filter((text) => text.includes('is left out: the server refuses it')) ?? [];
    assert.ok(
      refused.some((text) => text.startsWith('select-orders')),
      `extract($1 from at): ${seen.notes?.join('\n')}`,
    );
  });

  test(`of ${version} is the same as CSV and as JSON`, async () => {
    const dry = async (file: string, content: string) => {
      one.write({ [file]: content });
      const { code, stderr } = await one.call(
        'run',
        '--migrations',
        'migrations',
        '--workload',
        file,
        '--dry-run',
        '--database-url',
        shared.url(),
      );
      assert.is(code, 0, stderr);
    };
    await dry('statements.json', exported.json);
    const { zeroConfigScenario } = await import('../../src/scenario/zeroConfigScenario.ts');
    const { queriesByFlag } = await import('../../src/scenario/queriesByFlag.ts');
    const blank = zeroConfigScenario({ migrations: 'migrations', cwd: one.folder }, { configuration: null });
    const queries = async (workload: string) =>
      (await queriesByFlag({ workload }, blank)).queries.map(({ name, sql, workload: weight }) => [
        name,
        sql,
        weight,
      ]);
    assert.equal(await queries('statements.json'), await queries('statements.csv'));
  });
}

const settings = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'all' };

suite('an export of pg_stat_statements', (context) => {
  facts('18', sharedServer(context, { settings }), context);
});

suite('an export of pg_stat_statements of an older version', (context) => {
  if (binaries15 !== null) return context.skip('of 15 gives key queries', binaries15);
  facts('15', sharedServer(context, { settings, bin: '/usr/lib/postgresql/15/bin' }), context);
});
