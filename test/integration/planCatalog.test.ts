import type { Client } from 'pg';
import type { CatalogIndex, PlanCatalog } from '../../src/evidence/PlanCatalog.ts';
import { readPlanCatalog } from '../../src/rehearsal/plans/catalog/readPlanCatalog.ts';
import { binaries15 } from '../support/otherServers.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, type SuiteContext, suite } from '../support/suite.ts';

const schema = `
create table orders (id bigint primary key, customer_id int not null, reference varchar(20) collate "C", note text, open boolean);
create index orders_customer_idx on orders (customer_id, id desc) include (reference) with (fillfactor = 70) where open;
create unique index "odd USING name" on orders (lower(reference), note collate "C");
create index orders_note_idx on orders (note);
create statistics orders_pair (ndistinct, dependencies) on customer_id, open from orders;
insert into orders select i, i % 10, i, null, true from generate_series(1, 1000) i;
analyze orders;
create table logs (day date, text text) partition by range (day);
create table logs_january partition of logs for values from ('2026-01-01') to ('2026-02-01');
create table logs_february partition of logs for values from ('2026-02-01') to ('2026-03-01');
create index logs_day_idx on only logs (day);
create table untouched (id int primary key);
`;

const facts = ({ test, before, after }: SuiteContext, options: { bin?: string }) => {
  let client: Client;
  after(() => client.end());
  const shared = sharedServer({ before, after }, options);
  before(async () => {
    client = await shared.server().connect(await shared.server().createDatabase('catalog'));
    await client.query(schema);
  });

  const read = (...names: string[]): Promise<PlanCatalog> =>
    readPlanCatalog(
      client,
      names.map((name) => ({ schema: 'public', name })),
    );
  const index = async (name: string, table = 'orders'): Promise<CatalogIndex> => {
    const { indexes } = await read(table);
    return indexes.find((one) => one.name === name)!;
  };
  /** Undone, so that each fact finds the schema as it was. */
  const during = async <T>(sql: string, look: () => Promise<T>): Promise<T> => {
    await client.query(`begin; ${sql}`);
    try {
      return await look();
    } finally {
      await client.query('rollback');
    }
  };

  test('a table is described with its columns, rows and statistics, and no other is', async () => {
    const { tables } = await read('orders');
    assert.equal(
      tables.map(({ name, kind, root, rows }) => ({ name, kind, root, rows })),
      [{ name: 'orders', kind: 'r', root: null, rows: 1000 }],
    );
    const [id, customer, reference, note] = tables[0]!.columns;
    assert.equal([id!.type, id!.notNull, id!.analyzed, id!.distinct], ['bigint', true, true, -1]);
    assert.equal([customer!.distinct, customer!.nullFraction], [10, 0]);
    assert.equal([reference!.type, reference!.collation], ['character varying(20)', 'C']);
    assert.equal([note!.nullFraction, note!.collation], [1, null]);
    assert.equal(tables[0]!.statistics, ['(ndistinct, dependencies) ON customer_id, open']);
  });

  test('an index says what it is without its name, its table’s and its storage', async () => {
    assert.is(
      (await index('orders_customer_idx')).definition,
      'btree (customer_id, id DESC) INCLUDE (reference) WHERE open',
    );
    assert.is(
      (await index('odd USING name')).definition,
      'unique btree (lower((reference)::text), note COLLATE "C")',
    );
    assert.is((await index('orders_pkey')).definition, 'unique btree (id)');
  });

  test('the parts of an index are told apart', async () => {
    const { keys, included, predicate, method, unique, valid } = await index('orders_customer_idx');
    assert.equal(
      { keys, included, predicate, method, unique, valid },
      {
        keys: ['customer_id', 'id'],
        included: ['reference'],
        predicate: 'open',
        method: 'btree',
        unique: false,
        valid: true,
      },
    );
    const odd = await index('odd USING name');
    assert.equal(odd.keys, ['lower((reference)::text)', 'note']);
    assert.is(odd.collations[1], 'C');
  });

  test('an index that was renamed, or built again under another name, is defined as before', async () => {
    const was = (await index('orders_note_idx')).definition;
    const renamed = await during('alter index orders_note_idx rename to other', () => index('other'));
    const rebuilt = await during(
      'drop index orders_note_idx; create index other on orders (note) with (fillfactor = 50)',
      () => index('other'),
    );
    const moved = await during('alter table orders rename to old_orders', () =>
      index('orders_note_idx', 'old_orders'),
    );
    const turned = await during('drop index orders_note_idx; create index other on orders (note desc)', () =>
      index('other'),
    );
    assert.equal([renamed.definition, rebuilt.definition, moved.definition], [was, was, was]);
    assert.is.not(turned.definition, was);
  });

  test('an invalid index is there, and said to be so', async () => {
    await client
      .query('create unique index concurrently broken on orders (customer_id)')
      .catch(() => undefined);
    const { valid } = await index('broken');
    await client.query('drop index broken');
    assert.is(valid, false);
  });

  test('a partition brings its table and the other partitions along, under one root', async () => {
    const { tables, indexes } = await read('logs_january');
    const root = tables.find(({ name }) => name === 'logs')!;
    assert.equal([root.kind, root.root, root.partitionKey], ['p', null, 'RANGE (day)']);
    assert.equal(
      tables.filter((one) => one.root === root.oid).map(({ name }) => name),
      ['logs_january', 'logs_february'],
    );
    assert.equal(
      indexes.map(({ name, definition, valid }) => ({ name, definition, valid })),
      [{ name: 'logs_day_idx', definition: 'btree (day)', valid: false }],
    );
  });

  test('a table that is known by its OID is found under another name', async () => {
    const { oid } = (await read('orders')).tables[0]!;
    const { tables } = await during('alter table orders rename to old_orders', () =>
      readPlanCatalog(client, [], [oid]),
    );
    assert.equal(
      tables.map(({ name }) => name),
      ['old_orders'],
    );
  });

  test('a relation that does not exist is none', async () => {
    assert.equal(await read('absent'), { tables: [], indexes: [] });
  });
};

suite('what the catalog says of relations in plans, on 18', (context) => facts(context, {}));
if (binaries15 === null)
  suite('what the catalog says of relations in plans, on 15', (context) =>
    facts(context, { bin: '/usr/lib/postgresql/15/bin' }));
else
  suite('what the catalog says of relations in plans, on 15', ({ skip }) => skip('all of it', binaries15!));
