import { chooseStatements } from '../../../src/scenario/workload/chooseStatements.ts';
import type { CountedStatement } from '../../../src/scenario/workload/readExport.ts';
import { assert, suite } from '../../support/suite.ts';

const counted = (
  query: string | null,
  totalMs = 1,
  parts: Partial<CountedStatement> = {},
): CountedStatement => ({
  query,
  calls: 1,
  totalMs,
  meanMs: totalMs,
  database: ['5'],
  ...parts,
});
const now = Date.UTC(2026, 1, 15);
const choose = (rows: readonly CountedStatement[], database: string | null = null) =>
  chooseStatements(rows, { database, now });

suite('the statements of an export', ({ test }) => {
  test('come with the longest total time first', async () => {
    const { statements } = await choose([
      counted('select * from orders where id = $1', 5),
      counted('update orders set status = $1 where id = $2', 9),
    ]);
    assert.equal(
      statements.map(({ name, totalMs }) => [name, totalMs]),
      [
        ['update-orders-by-id', 9],
        ['select-orders-by-id', 5],
      ],
    );
  });

  test('are counted together where they differ in constants, users and the length of a list', async () => {
    const { statements } = await choose([
      counted('select a from t where id in ($1, $2)', 1, { calls: 10 }),
      counted('select a from t where id in ($1, $2, $3)', 5, { calls: 20 }),
      counted('SELECT a FROM t WHERE id IN ($1 /*, ... */)', 2, { calls: 3 }),
    ]);
    assert.is(statements.length, 1);
    assert.equal([statements[0]!.calls, statements[0]!.totalMs, statements[0]!.prepared.count], [33, 8, 3]);
  });

  test('are apart where they are compared with one value or with a list, or lie in several schemas', async () => {
    const { statements } = await choose(
      ['id = $1', 'id in ($1, $2)', 'id = any($1)'].flatMap((condition) =>
        ['t', 'public.t', 'old.t'].map((table) => counted(`select a from ${table} where ${condition}`)),
      ),
    );
    assert.is(statements.length, 6);
  });

  test('are only those that can be explained, on tables of the database, whole', async () => {
    const { statements, leftOut } = await choose(
      [
        counted('select * from t'),
        counted('vacuum t'),
        counted('BEGIN'),
        counted('create table x ()'),
        counted('select $1'),
        counted('select * from pg_class where relname = $1'),
        counted('select * from information_schema.tables join t on true'),
        counted('select * from t where a = $1 and'),
        counted("select * from t where a = 'abc"),
        counted('select * frm t where'),
        counted('<insufficient privilege>'),
        counted(null),
        counted('select * from t where a = ?'),
        counted('select * from other', 1, { database: ['6', 'other'] }),
      ],
      '5',
    );
    assert.equal(
      statements.map(({ name }) => name),
      ['select-t'],
    );
    assert.equal(Object.fromEntries(leftOut), {
      'that EXPLAIN does not take': 3,
      'on no table': 1,
      'on system catalogs': 2,
      'whose text is cut short': 3,
      'that PostgreSQL’s parser does not take': 1,
      'without their text': 2,
      'of other databases': 1,
    });
  });

  test('have the scenario’s now in place of now() and its like', async () => {
    const { statements } = await choose([
      counted(
        'select * from t where a > now() - $1::interval and b < CURRENT_DATE - $2 and c = localtimestamp (3)',
      ),
    ]);
    assert.is(
      statements[0]!.prepared.sql,
      "select * from t where a > '2026-02-15T00:00:00.000Z'::timestamptz - $1::interval and b < ('2026-02-15T00:00:00.000Z'::timestamptz)::date - $2::integer and c = ('2026-02-15T00:00:00.000Z'::timestamptz)::timestamp",
    );
    assert.is(statements[0]!.bound, true);
  });

  test('keep now() where it is only stored', async () => {
    const { statements } = await choose([counted('update t set a = now() where b = $1')]);
    assert.is(statements[0]!.prepared.sql, 'update t set a = now() where b = $1');
  });

  test('are none where they are another every time', async () => {
    const { leftOut } = await choose([counted('select * from t order by random() limit $1')]);
    assert.equal([...leftOut], [['that call random()', 1]]);
  });

  test('are PostgreSQL’s own texts, in which an at sign is an operator', async () => {
    const { statements } = await choose([counted('select @balance from t where a[1:n] = $1')]);
    assert.is(statements[0]!.prepared.sql, 'select @balance from t where a[1:n] = $1');
  });

  test('are looked for among the 500 rows with the longest time', async () => {
    const rows = Array.from({ length: 1_200 }, (_, i) => counted(`select * from t${i}`, i));
    const { statements, unread } = await choose(rows);
    assert.equal([statements.length, unread, statements[0]!.name], [500, 700, 'select-t1199']);
  });

  test('have casts where a type stood before a constant', async () => {
    const { statements } = await choose([
      counted(
        'select * from t where a > $1::timestamptz - interval $2 and b = date $3 and c < interval $4 day',
      ),
    ]);
    assert.is(
      statements[0]!.prepared.sql,
      'select * from t where a > $1::timestamptz - $2::interval and b = $3::date and c < $4::interval day',
    );
  });
});

suite('the name of a statement', ({ test }) => {
  const names = async (...texts: string[]) =>
    (await choose(texts.map((text, i) => counted(text, 100 - i)))).statements.map(({ name }) => name);

  test('says what it does, with which tables, by which columns', async () => {
    assert.equal(
      await names(
        'select * from public.orders o join customers c on c.id = o.customer_id where o.customer_id = $1 and status = $2',
        'insert into orders (a) values ($1)',
        'delete from "Order" where at < $1',
        'with recent as (select * from orders where at > $1) select * from recent where id = $2',
        'merge into stock using delta on stock.id = delta.id when matched then delete',
      ),
      [
        'select-orders-with-customers-by-customer_id-and-status',
        'insert-orders',
        'delete-Order-by-at',
        'select-orders-by-id',
        'merge-stock-with-delta',
      ],
    );
  });

  test('has a part of its fingerprint where another has the same, whichever took more time', async () => {
    const [one, other] = ['select a from t where b = $1', 'select c from t where b < $1'];
    const [first, second] = await names(one!, other!);
    assert.match(first!, /^select-t-by-b-[0-9a-f]{6}$/);
    assert.equal(await names(other!, one!), [second, first]);
  });
});
