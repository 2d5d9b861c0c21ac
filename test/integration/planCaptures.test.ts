import type { Client } from 'pg';
import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import { captureQuery } from '../../src/rehearsal/plans/captureQuery.ts';
import { measureLatencies } from '../../src/rehearsal/plans/latencies.ts';
import type { ResolvedQuery } from '../../src/scenario/ResolvedScenario.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { binaries15 } from '../support/otherServers.ts';
import { assert, suite } from '../support/suite.ts';
import { capturedOn, keyQuery, twoSides } from '../support/twoSides.ts';

/** Half of the rows are of tenant 1, and tenant 9 has one. */
const schema = `
create table items (id int primary key, tenant int not null, note text not null);
insert into items select i, case when i % 2 = 0 then 1 when i = 4999 then 9 else 2 + i % 3 end, repeat('n', 200) from generate_series(1, 20000) i;
create index items_tenant on items (tenant);
alter table items enable row level security;
create policy own on items using (tenant = current_setting('app.tenant')::int);
do $$ begin create role app; exception when duplicate_object then null; end $$;
grant select, update on items to app;
vacuum analyze items;
`;

function captures(
  title: string,
  major: number,
  options: Parameters<typeof localServer>[0],
  skipped: string | null,
) {
  suite(title, ({ test, skip, before, after }) => {
    if (skipped !== null) {
      skip('serial, shape and generic plans', skipped);
      return;
    }
    let server: Server;
    let client: Client;
    before(async () => {
      server = await localServer(options);
      client = await server.connect(await server.createDatabase('captures'));
      for (const sql of schema.split(/;\n/).filter((each) => each.trim() !== '')) await client.query(sql);
    });
    after(async () => {
      await client.end();
      await server.stop();
    });
    const capture = async (sql: string, values: unknown[] = [], parts: Partial<ResolvedQuery> = {}) =>
      captureQuery(client, { query: await keyQuery(sql, parts), values }, { major, execute: true });
    const nodes = (plan: { Plan: PlanNode } | null | undefined) => {
      const all = (node: PlanNode): string[] => [node['Node Type'], ...(node.Plans ?? []).flatMap(all)];
      return plan ? all(plan.Plan) : [];
    };

    test('serial plans have buffers and WAL, and no times of single nodes', async () => {
      const { serial } = await capture('select count(*) from items where note > $1', ['m']);
      assert.type(serial?.Plan['Shared Hit Blocks'], 'number');
      assert.is(serial?.Plan['WAL Records'], 0);
      assert.is(serial?.Plan['Actual Total Time'], undefined);
      assert.is(serial?.Plan['Actual Loops'], 1);
      assert.equal(
        nodes(serial).filter((node) => /Gather/.test(node)),
        [],
      );
    });

    test('the same rows give the same buffers again', async () => {
      const sql = 'select count(*) from items where tenant = $1';
      const [first, second] = [await capture(sql, [2]), await capture(sql, [2])];
      const pages = (plan: PlanNode | undefined) =>
        Number(plan?.['Shared Hit Blocks']) + Number(plan?.['Shared Read Blocks']);
      assert.is(pages(first.serial?.Plan), pages(second.serial?.Plan));
    });

    test('the generic plan is one for all values, and there is none without parameters', async () => {
      const sql = 'select * from items where tenant = $1';
      const [top, rare] = [await capture(sql, [1]), await capture(sql, [9])];
      assert.is.not(nodes(top.shape).join(), nodes(rare.shape).join());
      assert.equal(nodes(top.generic), nodes(rare.generic));
      assert.match(JSON.stringify(top.generic), /tenant = \$1/);
      assert.is(Object.hasOwn(await capture('select 1'), 'generic'), false);
    });

    test('a statement that writes has a generic plan, too, and leaves no row', async () => {
      const { error, generic, serial } = await capture('insert into items values ($1, $2, $3)', [
        50_000,
        1,
        'x',
      ]);
      assert.is(error, null);
      assert.ok(generic);
      assert.is(serial?.Plan['WAL Records'] === 0, false);
      assert.is((await client.query('select from items where id = 50000')).rowCount, 0);
    });

    test('a query runs as its role, with its settings', async () => {
      const sql = 'select * from items';
      const own = await capture(sql, [], { role: 'app', settings: { 'app.tenant': '9' } });
      assert.is(own.serial?.Plan['Actual Rows'], 1);
      assert.match(JSON.stringify(own.shape), /current_setting/);
      assert.is((await capture(sql)).serial?.Plan['Actual Rows'], 20_000);
      assert.is((await client.query('select current_user as who')).rows[0].who, 'postgres');
    });

    test('over its limit the plan without execution is kept, with the limit', async () => {
      const slow = await capture('select pg_sleep(20)', [], { timeLimitMs: 100 });
      assert.equal([slow.serial, slow.overLimitMs, slow.error], [null, 100, null]);
      assert.equal(nodes(slow.shape), ['Result']);
    });

    test('a role that has gone, and a relation that has gone, are errors of the server', async () => {
      assert.is((await capture('select 1', [], { role: 'nobody_here' })).error?.code, '22023');
      assert.is((await capture('select * from gone where id = $1', [1])).error?.code, '42P01');
      assert.is((await capture('select 1')).error, null);
    });

    test('a function that writes is refused in a query that reads', async () => {
      await client.query(
        `create function touch() returns int language sql as 'update items set note = note where id = 1 returning id'`,
      );
      assert.is((await capture('select touch()')).error?.code, '25006');
    });
  });
}

captures('captures on 18', 18, {}, null);
captures('captures on 15', 15, { bin: '/usr/lib/postgresql/15/bin' }, binaries15);

suite('latency', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  test('is sampled equally often on both sides, and on the one alone where the other fails', async () => {
    const sides = await twoSides(
      server,
      'create table t (id int primary key, gone int)',
      'alter table t drop gone',
    );
    try {
      const both = await measureLatencies(
        sides,
        await capturedOn(sides, 'select * from t where id = $1', [1]),
        1,
      );
      assert.ok(both.before.length > 5, `${both.before.length}`);
      assert.is(both.before.length, both.after.length);
      const one = await measureLatencies(sides, await capturedOn(sides, 'select gone from t'), 1);
      assert.ok(one.before.length > 5);
      assert.equal(one.after, []);
    } finally {
      await sides.close();
    }
  });

  test('of a query that writes leaves no row on either side', async () => {
    const sides = await twoSides(server, 'create table t (id int primary key)', 'select 1');
    try {
      const bound = await capturedOn(sides, 'insert into t values ($1)', [1]);
      const { before: samples } = await measureLatencies(sides, bound, 1);
      assert.ok(samples.length > 5);
      for (const side of [sides.before, sides.after])
        assert.is((await side.query('select from t')).rowCount, 0);
    } finally {
      await sides.close();
    }
  });
});
