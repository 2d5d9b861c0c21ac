import { compareResults } from '../../src/rehearsal/plans/results/compareResults.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import { capturedOn, type TwoSides, twoSides } from '../support/twoSides.ts';

const schema = `
create table items (id int primary key, owner int not null, code varchar(20) not null unique, price numeric(10,1) not null,
  weight float8 not null, tags jsonb, at timestamp not null, note text, kind char(4) not null, gone int);
insert into items select i, i % 7, 'C-' || i, i / 10.0, i / 7.0, jsonb_build_object('a', i), '2026-01-01'::timestamp + i * interval '1 min',
  nullif('n' || i % 3, 'n0'), 'k' || i % 2, i from generate_series(1, 500) i;
create table owners (id int primary key, name text not null);
insert into owners select i, 'o' || i from generate_series(0, 6) i;
create view noisy as select id, random() as noise from owners;
create function loud(int) returns int language plpgsql as 'begin return $1; end';
create table made (id bigint generated always as identity, at timestamptz default now(), v int);
`;
const migration = `
alter table items alter id type bigint, alter code type text, alter price type numeric(12,2), alter at type timestamptz,
  alter tags type json, alter kind type text, drop gone, add extra int default 5;
update items set note = 'changed' where id = 17;
create index on items (owner desc, code);
`;

suite('results before and after', ({ test, before, after }) => {
  let sides: TwoSides;
  after(() => sides.close());
  const shared = sharedServer({ before, after });
  before(async () => {
    sides = await twoSides(shared.server(), schema, migration);
  });

  const compared = async (sql: string, values: readonly unknown[] = []) =>
    compareResults(sides, await capturedOn(sides, sql, values));
  const told = async (sql: string, values: readonly unknown[] = []) => {
    const result = await compared(sql, values);
    return result && [result.compared, result.equal, result.because ?? ''].join('|');
  };

  test('are equal though types write the same values otherwise', async () => {
    for (const column of ['id', 'code', 'price', 'at', 'tags', 'kind', 'weight'])
      assert.is(await told(`select ${column} from items`), 'columns|true|', column);
  });

  test('are of the columns that both have, and say which only one has', async () => {
    const result = await compared('select * from items where id <> 17');
    assert.equal([result?.equal, result?.onlyBefore, result?.onlyAfter], [true, ['gone'], ['extra']]);
    assert.equal(result?.rows, { before: 499, after: 499 });
  });

  test('are another where one value is, or one row is there twice', async () => {
    assert.is(await told('select id, note from items'), 'columns|false|');
    assert.is(await told('select owner from items where id < $1', [17]), 'columns|true|');
    // 1, 1, 2 before and 1, 2, 2 after.
    const twice = `select v from (values (1), (2), (1 + (select count(*) from pg_class where relname = 'items_owner_code_idx'))) t(v)`;
    assert.is(await told(twice), 'columns|false|');
  });

  test('depend on no order of rows, and not on the plan that sums floats', async () => {
    assert.is(
      await told('select owner, sum(weight), avg(weight) from items group by owner'),
      'columns|true|',
    );
    assert.is(await told('select owner, code from items order by owner desc'), 'columns|true|');
  });

  test('with LIMIT and a unique order are compared whole', async () => {
    for (const sql of [
      'select id, owner from items order by id limit 5',
      'select i.id, owner from items i order by owner, 1 limit 5 offset 2',
      'select code, owner from items where owner = 3 order by code limit 5',
      'select i.id, o.name from items i join owners o on o.id = i.owner order by i.id desc limit 9',
      'select i.id, o.name from items i left join owners o on o.id = i.owner order by i.id limit 9',
      'select owner, count(*) from items group by owner order by owner limit 3',
      'select distinct owner from items order by owner limit 3',
      'select count(*) from items limit 1',
      'select owner from items union select id from owners order by 1 limit 3',
      'select o.id, l.id from owners o, lateral (select id from items where owner = o.id order by at, id limit 2) l',
      'select owner, row_number() over (partition by owner order by id) from items',
    ])
      assert.is(await told(sql), 'columns|true|', sql);
  });

  test('with LIMIT and ties are compared by what they are ordered by, and say so', async () => {
    const ties = 'LIMIT takes any of the rows that ORDER BY ranks equal';
    for (const sql of [
      'select owner, id, note from items order by owner limit 20',
      'select i.owner, i.id from items i join owners o on o.id = i.owner order by o.name, i.owner limit 10',
      'select owner, id from items where note is not null order by owner limit 20',
    ]) {
      const result = await compared(sql);
      assert.equal(
        [result?.compared, result?.columns, result?.equal, result?.because],
        ['ordering keys', ['owner'], true, ties],
        sql,
      );
    }
    assert.is(
      await told('select id from items order by owner limit 20'),
      `nothing||${ties}, and gives no column that it ranks them by`,
    );
    assert.is(
      await told('select distinct on (owner) owner, id from items order by owner'),
      'ordering keys|true|DISTINCT ON takes any of the rows that ORDER BY ranks equal',
    );
  });

  test('whose LIMIT nothing reaches are compared whole', async () => {
    assert.is(
      await told('select owner, id from items where id < 5 order by owner limit $1', [100]),
      'columns|true|',
    );
    assert.is(await told('select owner, id from items where id < 5 limit 100'), 'columns|true|');
    assert.is(await told('select id from items limit 100'), 'nothing||LIMIT without ORDER BY takes any rows');
  });

  test('that the query does not define are compared with nothing, and say why', async () => {
    for (const [sql, why] of [
      ['select random()', 'random() is volatile'],
      ['select * from noisy', 'random() is volatile'],
      ['select id from items where loud(owner) > 3', 'loud() is volatile'],
      ['select id from items tablesample system (50)', 'TABLESAMPLE takes rows by where they lie'],
      [
        'select sum(id) from (select id from items order by owner limit 20) s',
        'within it LIMIT takes any of the rows that its order ranks equal',
      ],
      ['update items set note = note where id = 3', 'it changes rows and returns none'],
    ] as const)
      assert.is(
        await told(sql),
        sql === 'select random()' ? `nothing||column 1 is left out: ${why}` : `nothing||${why}`,
        sql,
      );
    assert.is(
      await told('select owner, array_agg(id), max(id) from items group by owner'),
      'columns|true|column 2 is left out: array_agg() follows the order in which rows come',
    );
    assert.is(
      await told('select owner, array_agg(id order by id) from items group by owner'),
      'columns|true|',
    );
    assert.match(
      (await told('select id, row_number() over (order by owner) from items')) ?? '',
      /^columns\|true\|column 2 is left out: row_number\(\)/,
    );
  });

  test('of what writes are those of RETURNING, without what each execution makes anew', async () => {
    assert.is(
      await told('update items set owner = owner + 1 where id = $1 returning id, owner', [4]),
      'columns|true|',
    );
    assert.is(
      await told('insert into made (v) values (1) returning *'),
      'columns|true|id is left out: its default gives each row another; at is left out: its default gives each row another',
    );
  });

  test('that a side does not have are not compared', async () => {
    assert.is(await compared('select gone from items'), null);
    assert.is(await compared('select extra from items'), null);
  });

  test('keep their values in the server', async () => {
    const result = await compared('select code, note from items where id = $1', [17]);
    assert.is(result?.equal, false);
    assert.not.match(JSON.stringify(result), /C-17|changed|n2/);
  });
});
