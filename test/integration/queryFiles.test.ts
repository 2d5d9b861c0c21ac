import type { Evidence } from '../../src/evidence/Evidence.ts';
import { type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const files = {
  'migrations/0001_orders.sql': `create table orders (id bigint primary key, customer_id int not null, status text not null, at timestamptz not null);
create index orders_customer_id_idx on orders (customer_id);
`,
  'migrations/0002_drop.sql': 'drop index orders_customer_id_idx;\n',
  'queries/of-customer.sql': `-- The page that every customer sees.
SELECT id, status::text FROM orders WHERE customer_id = :customer_id AND status <> ':none';
`,
  'queries/more/sqlc.sql': `-- name: ByStatus :many
SELECT id FROM orders WHERE status = @status AND id < sqlc.arg(most);
-- name: Touch :exec
UPDATE orders SET at = now() WHERE id = $1;
-- name: CreateIndex :exec
CREATE INDEX later ON orders (at);
`,
  'queries/more/page.pgtyped.sql': `/* @name page
   @param rows -> (ignored) */
SELECT count(*) FROM orders WHERE at < :now!::timestamptz AND id >= :first!;
`,
};

suite('key queries in files', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let one: Project;
  let outcome: Outcome;
  let seen: Evidence;
  before(async () => {
    one = project({
      ...files,
      'scenario.ts':
        scenarioText(`name: 'filed', migrations: { directory: './migrations' }, now: '2026-02-15T00:00:00Z',
        prepare: ["roles.sql"],
        data: [defineTable('public.orders', { id: sequence(), customer_id: uniform(1, 100), status: oneOf({ paid: 9, open: 1 }), at: timestamps({ from: '-90 d', to: 'now' }) }).rows(3_001)],
        queryFiles: ['queries'],
        queries: {
          page: { parameters: { half: (rows) => ({ first: rows('public.orders') / 2 }) }, result: 'stable', settings: { work_mem: '8MB' } },
          'own-file': { file: 'queries/of-customer.sql', parameters: { one: { customer_id: 7 }, found: { sql: 'select max(customer_id) from orders' } }, role: 'filed_reader' },
        },
        traffic: [{ query: 'page', perSecond: 5 }, { name: 'both', perSecond: 5, parameters: { any: { sql: 'select status, id from orders' } },
          transaction: [{ sql: 'select 1 from orders where id = :id' }, { sql: 'update orders set status = :status where id = :id' }] }]`),
      'roles.sql': `do $$ begin create role filed_reader; exception when duplicate_object then null; end $$;
alter default privileges in schema public grant select on tables to filed_reader;`,
    });
    outcome = await shared.run(one);
    assert.is(outcome.code, 0, outcome.stderr);
    seen = one.evidence('filed');
  });
  const sets = (name: string) => seen.queries.filter((each) => each.name === name);

  test('are captured with parameters chosen from the data, or as the scenario says', () => {
    assert.is(outcome.code, 0, outcome.stderr + outcome.stdout);
    assert.ok(sets('of-customer').length > 1);
    assert.ok(sets('ByStatus').length > 1);
    assert.equal(
      sets('own-file').map(({ parameters, role }) => [parameters, role]),
      [
        ['one', 'filed_reader'],
        ['found', 'filed_reader'],
      ],
    );
    for (const { name, parameters, before: capture } of seen.queries)
      assert.is(capture.error, null, `${name} (${parameters}): ${capture.error?.message}`);
  });

  test('say where they stand', () => {
    assert.is(sets('ByStatus')[0]!.file, 'queries/more/sqlc.sql');
    assert.is(sets('ByStatus')[0]!.sql, 'SELECT id FROM orders WHERE status = $1 AND id < $2');
  });

  test('have the scenario’s now, and functions of the rows that were loaded', () => {
    const [page] = sets('page');
    assert.equal(
      [page!.parameters, page!.declaredResult, page!.settings],
      ['half', 'stable', { work_mem: '8MB' }],
    );
    // 3,001 halved and rounded is 1,501; every row is from before now.
    const plan = page!.before.serial!.Plan as { Plans?: { 'Actual Rows': number }[] };
    assert.is(plan.Plans?.[0]?.['Actual Rows'], 1_501);
  });

  test('that EXPLAIN does not take are said', () => {
    assert.ok(
      seen.notes?.some((text) =>
        /EXPLAIN does not take them: CreateIndex \(queries\/more\/sqlc\.sql, line 5\)/.test(text),
      ),
      seen.notes?.join('\n'),
    );
  });

  test('may be sent as traffic, and named parameters of a transaction are those of one row', () => {
    const traffic = seen.repeats[0]!.traffic;
    for (const name of ['page', 'both']) {
      const item = traffic.find(({ query }) => query === name);
      assert.ok(item && item.completed > 0, name);
      assert.equal(item.errors, [], name);
    }
  });

  test('need no scenario file, and then now() is the scenario’s', async () => {
    one.write({ 'queries/recent.sql': "select id from orders where at > now() - interval '1 day'" });
    const { code, stderr } = await shared.run(
      one,
      '--migrations',
      'migrations',
      '--queries',
      'queries/*.sql',
      '--rows',
      '500',
      '--name',
      'no-file',
    );
    assert.is(code, 0, stderr);
    const names = new Set(one.evidence('no-file').queries.map(({ name }) => name));
    assert.equal([...names].sort(), ['of-customer', 'recent']);
  });

  test('that are wrong end a run without a scenario file with a usage error', async () => {
    one.write({ 'bad/a.sql': 'select 1;\n\nselekt 2' });
    const { code, stderr } = await one.call('run', '--migrations', 'migrations', '--queries', 'bad');
    assert.is(code, 2);
    assert.match(stderr, /--queries: bad\/a\.sql, line 3, column 1: syntax error at or near "selekt"/);
  });

  test('change nothing of the loaded data’s key, and may have now() bound', async () => {
    one.write({
      'scenario.ts': one
        .read('scenario.ts')
        .replace("rows('public.orders') / 2", "rows('public.orders') / 3")
        .replace('queries: {', "queries: { recent: { now: 'bound' },"),
    });
    const key = seen.dataset?.key;
    const outcomeAgain = await shared.run(one);
    assert.is(outcomeAgain.code, 0, outcomeAgain.stderr);
    const again = one.evidence('filed');
    assert.is(again.dataset?.key, key);
    assert.match(
      again.queries.find(({ name }) => name === 'recent')!.sql,
      /'2026-02-15T00:00:00\.000Z'::timestamptz/,
    );
  });
});
