import type { Client } from 'pg';
import { autoSets } from '../../src/rehearsal/plans/auto/autoSets.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import { keyQuery } from '../support/twoSides.ts';

/** 10,000 orders: owner 1 has half of them, 2 to 50 share the rest, 99 has one; refunded only where the owner is 2. */
const schema = `
create table orders (id bigint primary key, owner int not null, status text not null, at timestamptz not null, coupon text,
  data jsonb not null, tags text[] not null, kind uuid);
insert into orders select i, case when i % 2 = 0 then 1 when i = 4999 then 99 else 2 + i % 49 end,
  case when i % 2 = 1 and 2 + i % 49 = 2 then 'refunded' when i % 10 = 0 then 'open' else 'paid' end,
  '2026-01-01'::timestamptz + i * interval '1 min', case when i % 100 = 0 then 'C' || i % 300 end,
  jsonb_build_object('tier', case when i % 4 = 0 then 'gold' else 'free' end), array['t' || i % 3], null
  from generate_series(1, 10000) i;
create table owners (id int primary key, name varchar(30) not null unique);
insert into owners select i, 'owner ' || i from generate_series(1, 100) i;
create table nothing (id int primary key);
analyze;
`;

suite('parameters that are chosen from the data', ({ test, before, after }) => {
  let client: Client;
  after(() => client.end());
  const shared = sharedServer({ before, after });
  before(async () => {
    client = await shared.server().connect(await shared.server().createDatabase('auto'));
    await client.query(schema);
  });
  const now = Date.parse('2026-02-15T00:00:00Z');
  const chosen = async (sql: string) => {
    const { sets } = await autoSets(client, await keyQuery(sql), now);
    return Object.fromEntries(sets.map(({ name, values }) => [name, values]));
  };
  const rowsOf = async (sql: string, values: readonly unknown[]) =>
    (await client.query({ text: sql, values: [...values] })).rowCount;

  test('are the most common value, a median one, a rare one and one that no row has', async () => {
    const sql = 'select * from orders where owner = $1';
    const sets = await chosen(sql);
    assert.equal(Object.keys(sets), ['top', 'median', 'rare', 'absent']);
    assert.equal([sets['top'], sets['rare'], sets['absent']], [['1'], ['99'], ['100']]);
    const middle = await rowsOf(sql, sets['median']!);
    assert.ok(middle! > 50 && middle! < 200, `${middle}`);
  });

  test('of a unique column are a median one and an absent one: none is common', async () => {
    assert.equal(await chosen('select * from owners where name = $1'), {
      median: ['owner 54'],
      absent: ['absent: pgrehearse'],
    });
    assert.equal(await chosen('select * from orders where id = $1'), { median: ['5001'], absent: ['10001'] });
  });

  test('are NULL where the column may be', async () => {
    const sets = await chosen('select * from orders where coupon = $1');
    assert.equal(sets['null'], [null]);
    const optional = await chosen('select * from orders where ($1::int is null or owner = $1)');
    assert.equal(optional['null'], [null]);
  });

  test('of a range find 1, 10 and 50 % of the rows', async () => {
    for (const sql of [
      'select * from orders where at >= $1',
      'select * from orders where at < $1',
      'select * from orders where at between $1 and $2',
      'select * from orders where $1 <= at and at < $2',
    ]) {
      const sets = await chosen(sql);
      assert.equal(Object.keys(sets), ['1 %', '10 %', '50 %'], sql);
      for (const [name, share] of [
        ['1 %', 0.01],
        ['10 %', 0.1],
        ['50 %', 0.5],
      ] as const) {
        const found = await rowsOf(sql, sets[name]!);
        assert.ok(Math.abs(found! / 10_000 - share) < 0.002, `${sql}, ${name}: ${found}`);
      }
    }
  });

  test('of several columns of one table stand in one row', async () => {
    const sql = 'select * from orders where owner = $1 and status = $2';
    const sets = await chosen(sql);
    assert.equal(sets['top'], ['1', 'paid']);
    for (const name of ['top', 'median', 'rare']) assert.ok((await rowsOf(sql, sets[name]!))! > 0, name);
    assert.equal(await rowsOf(sql, sets['absent']!), 0);
  });

  test('vary keys by a range of 10 %, and ranges by the most common key', async () => {
    const sets = await chosen(
      'select * from orders where owner = $1 and at > $2 order by at limit $3 offset $4',
    );
    assert.equal(Object.keys(sets), ['top', 'rare', 'absent', '1 %', '50 %']);
    assert.equal(sets['50 %']![0], '1');
    assert.equal(sets['top']!.slice(2), ['20', '0']);
    assert.is.not(sets['1 %']![1], sets['50 %']![1]);
  });

  test('are told through aliases, joins, subqueries and CTEs, and through casts and functions', async () => {
    for (const sql of [
      'select * from orders o join owners w on w.id = o.owner where o.owner = $1',
      'select * from (select owner as who from orders) s where who = $1',
      'with o as (select * from orders) select * from o where o.owner = $1',
      'with o (a, b) as (select id, owner from orders) select * from o where b = $1',
      'select * from owners w where exists (select from orders where owner = $1 and owner = w.id)',
      'select * from orders where owner = $1::bigint',
      'select * from orders where $1 = owner',
      'select * from orders where owner in ($1)',
      'delete from orders where owner = $1',
    ])
      assert.equal((await chosen(sql))['top'], ['1'], sql);
    assert.equal((await chosen("select * from orders where data ->> 'tier' = $1"))['top'], ['free']);
    assert.equal((await chosen('select * from orders where data @> $1'))['top'], ['{"tier": "free"}']);
    assert.equal((await chosen('select * from orders where $1 = any(tags)'))['top'], ['t1']);
    assert.equal((await chosen('select * from orders where upper(status) = upper($1)'))['top'], ['paid']);
    assert.equal((await chosen('select * from orders where status like $1'))['top'], ['pai%']);
    const lists = await chosen('select * from orders where owner = any($1)');
    assert.match(String(lists['top']), /^\{"1","\d/);
    assert.is(String(lists['absent']), '{"100"}');
  });

  test('of a row that is inserted are those of a row, and new where they must be', async () => {
    const sql = 'insert into owners (id, name) values ($1, $2)';
    const sets = await chosen(sql);
    assert.equal(Object.keys(sets), ['typical']);
    assert.equal(sets['typical'], ['101', 'absent: pgrehearse']);
    const conflicting = await chosen(`${sql} on conflict (id) do update set name = excluded.name`);
    assert.equal(Object.keys(conflicting), ['typical', 'conflict']);
    assert.is(await rowsOf('select from owners where id = $1', [conflicting['conflict']![0]]), 1);
  });

  test('of an update are those that its row has', async () => {
    const sql = 'update orders set status = $1 where id = $2';
    const { median } = await chosen(sql);
    assert.is(await rowsOf('select from orders where status = $1 and id = $2', median!), 1);
  });

  test('that are compared with no column are ordinary values of their type, and named', async () => {
    const { sets, unknown } = await autoSets(
      client,
      await keyQuery('select $1::int + $2::int from orders where owner = $3'),
      now,
    );
    assert.equal(unknown, [
      { number: 1, type: 'integer' },
      { number: 2, type: 'integer' },
    ]);
    assert.equal(sets[0]!.values, ['1', '1', '1']);
  });

  test('exist for a table without rows, too', async () => {
    assert.equal(await chosen('select * from nothing where id = $1'), { typical: ['1'] });
  });

  test('are the same for the same data', async () => {
    const sql = 'select * from orders where owner = $1 and status = $2 and at > $3';
    assert.equal(await chosen(sql), await chosen(sql));
  });

  test('are no more than six sets', async () => {
    const sets = await chosen(
      'select * from orders where coupon = $1 and owner = $2 and at > $3 and id < $4',
    );
    assert.ok(Object.keys(sets).length <= 6, Object.keys(sets).join());
  });
});
