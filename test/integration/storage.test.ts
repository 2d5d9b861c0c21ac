import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { refusalOf, withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
  create table items (id int primary key, owner int not null, note text not null);
  create index on items (owner);
  create extension pgstattuple;`;
const items = api.defineTable('public.items', {
  id: api.sequence({ correlation: 0.5 }),
  owner: api.uniform(1, 900),
  note: api.text({ length: 40 }),
});
const facts = `
  select (select count(*)::int from items) as rows, dead_tuple_count::int as dead, (free_percent > 25) as free,
    pg_relation_size('items')::int / 8192 as pages,
    (select round(correlation::numeric, 1)::float8 from pg_stats where tablename = 'items' and attname = 'id') as correlation,
    (select relallvisible from pg_class where relname = 'items') as visible
  from pgstattuple('items')`;

suite('storage', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  const factsOf = (storage?: api.Storage) =>
    withDataset(server, schema, { tables: [items.rows(40_000, storage)] }, async (client) => {
      const { rows } = await client.query(facts);
      await client.query('analyze items');
      const counted = await client.query<{ dead: number }>(
        `select n_dead_tup::int as dead from pg_stat_user_tables where relname = 'items'`,
      );
      return { ...rows[0], analyzed: counted.rows[0]!.dead };
    });

  test('without a word a table is as it would be after VACUUM', async () => {
    const { rows, dead, correlation, pages, visible } = await factsOf();
    assert.equal([rows, dead, correlation], [40_000, 0, 0.5]);
    assert.is(visible, pages);
  });
  test('dead tuples stay in the table, in the statistics and in the clone, and the rows stay in order', async () => {
    const clean = await factsOf();
    const bloated = await factsOf({ deadTuples: 0.25 });
    assert.equal([bloated.rows, bloated.correlation], [40_000, 0.5]);
    // A quarter of all tuples is a third of the rows; which ones is drawn.
    assert.ok(Math.abs(bloated.dead - 13_333) < 400, `${bloated.dead} dead`);
    assert.ok(Math.abs(bloated.analyzed - bloated.dead) < 200, `${bloated.analyzed} analyzed`);
    assert.ok(
      Math.abs(bloated.pages / clean.pages - 4 / 3) < 0.03,
      `${clean.pages} to ${bloated.pages} pages`,
    );
    assert.ok(bloated.visible < clean.visible / 10, `${bloated.visible} all-visible pages`);
    assert.equal(await factsOf({ deadTuples: 0.25 }), bloated);
  });
  test('there may be more dead tuples than rows', async () => {
    const { dead } = await factsOf({ deadTuples: 0.7 });
    assert.ok(Math.abs(dead - 93_333) < 1_000, `${dead} dead`);
  });
  test('a fillfactor leaves room in every page', async () => {
    const clean = await factsOf();
    const roomy = await factsOf({ fillfactor: 70 });
    assert.equal([roomy.rows, roomy.free, roomy.dead], [40_000, true, 0]);
    assert.ok(Math.abs(roomy.pages / clean.pages - 1 / 0.7) < 0.05, `${clean.pages} to ${roomy.pages} pages`);
  });
  test('partitions have both, and identity columns stand in no way', () =>
    withDataset(
      server,
      `create table events (id bigint generated always as identity, day int not null, double int generated always as (day * 2) stored)
         partition by range (day);
       create table events_a partition of events for values from (0) to (50);
       create table events_b partition of events for values from (50) to (100);
       create table logs (id int generated always as identity, day int) partition by hash (id);
       create table logs_0 partition of logs for values with (modulus 1, remainder 0);
       create extension pgstattuple;`,
      {
        tables: [
          api
            .defineTable('public.events', { id: api.sequence(), day: api.uniform(0, 99) })
            .rows(20_000, { deadTuples: 0.2 }),
          api
            .defineTable('public.logs', { id: api.sequence(), day: api.uniform(0, 99) })
            .rows(20_000, { fillfactor: 50 }),
        ],
      },
      async (client) => {
        const { rows } = await client.query(
          `select (select dead_tuple_count from pgstattuple('events_a'))::int as a, (select dead_tuple_count from pgstattuple('events_b'))::int as b,
             (select free_percent > 45 from pgstattuple('logs_0')) as roomy, (select count(*)::int from events) as rows`,
        );
        const { a, b, ...rest } = rows[0];
        assert.equal(rest, { roomy: true, rows: 20_000 });
        assert.ok(Math.abs(a - 2_500) < 250 && Math.abs(b - 2_500) < 250, `${a} and ${b}`);
      },
    ));
  test('who is no superuser has dead tuples too, and no trigger speaks of them', async () => {
    const plain = await localServer({ role: 'app' });
    try {
      await withDataset(
        plain,
        `create table items (id int primary key, owner int not null, note text not null); create index on items (owner);
         create table said (n int);
         create function say() returns trigger language plpgsql as 'begin insert into said values (1); return new; end';
         create trigger speaks after update on items for each row execute function say();`,
        { tables: [items.rows(9_000, { deadTuples: 0.25 })] },
        async (client) => {
          const { rows } = await client.query('select count(*)::int as said from said');
          assert.equal(rows, [{ said: 0 }]);
          await client.query('analyze items');
          const counted = await client.query<{ dead: number }>(
            `select n_dead_tup::int as dead from pg_stat_user_tables where relname = 'items'`,
          );
          assert.ok(Math.abs(counted.rows[0]!.dead - 3_000) < 250, `${counted.rows[0]!.dead} dead`);
        },
      );
    } finally {
      await plain.stop();
    }
  });
  test('dead tuples in pages that leave room are refused', async () => {
    assert.is(
      await refusalOf(server, schema.replace('not null);', 'not null) with (fillfactor = 80);'), {
        tables: [items.rows(1000, { deadTuples: 0.2 })],
      }),
      'data/storage: table items: expected a fillfactor of 100 beside deadTuples, found 80',
    );
  });
});
