import type { RelationFacts } from '../../../src/evidence/RelationFacts.ts';
import { readHistory } from '../../../src/migrations/readHistory.ts';
import type { RelationGraph } from '../../../src/rehearsal/traffic/RelationGraph.ts';
import { touchedRelations } from '../../../src/rehearsal/traffic/touchedRelations.ts';
import { relation } from '../../fixtures/evidence/build.ts';
import { assert, suite } from '../../support/suite.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const names = ['customers', 'orders', 'lines', 'events', 'e1', 'e2', 'e3', 'e4', 'e5', 'bystanders'];
const oid = (name: string) => 20_000 + names.indexOf(name);
const all: RelationFacts[] = [
  ...names.map((name) => relation(oid(name), `public.${name}`, name === 'events' ? { kind: 'p' } : {})),
  relation(30_000, 'public.orders_note_idx', { kind: 'i', table: 'public.orders' }),
  relation(30_001, 'public.open_orders', { kind: 'v' }),
  relation(30_002, 'public.totals', { kind: 'm' }),
  relation(30_003, 'public.orders_id_seq', { kind: 'S' }),
];
const partitions = ['e1', 'e2', 'e3', 'e4', 'e5'].map(oid);
const graph: RelationGraph = {
  partners: new Map([
    [oid('orders'), [oid('customers'), oid('lines')]],
    [oid('customers'), [oid('orders')]],
    [oid('lines'), [oid('orders')]],
  ]),
  parents: new Map(partitions.map((partition) => [partition, [oid('events')]])),
  children: new Map([[oid('events'), partitions]]),
  views: new Map([[oid('orders'), [30_001, 30_002]]]),
  read: new Map(),
};

async function touched(sql: string) {
  const folder = temporaryFolder({ '0001_it.sql': sql });
  const { migrations } = await readHistory(folder);
  const { relations, leftOut } = touchedRelations(migrations[0]!.up.statements, all, graph);
  return { names: relations.map(({ name }) => name.replace('public.', '')), leftOut };
}

suite('relations that a migration touches', ({ test }) => {
  const facts: [what: string, sql: string, expected: string[]][] = [
    ['what it names', 'alter table orders add column a int', ['orders']],
    ['the table of an index', 'drop index orders_note_idx', ['orders']],
    ['no sequence', 'alter sequence orders_id_seq restart', []],
    [
      'both ends of a foreign key that it may drop',
      'alter table lines drop constraint lines_order_fkey',
      ['lines', 'orders'],
    ],
    [
      'what refers to a table that it drops, and its views under CASCADE',
      'drop table orders cascade',
      ['orders', 'customers', 'lines', 'open_orders', 'totals'],
    ],
    [
      'the table of a partition, and some of its others',
      'alter table e2 add check (true)',
      ['e2', 'events', 'e1', 'e4', 'e5'],
    ],
    ['the words of a DO block', `do $$ begin execute 'truncate ' || 'customers'; end $$`, ['customers']],
    ['views that it names', 'create or replace view open_orders as select 1', ['open_orders']],
    ['nothing else', 'create table fresh (id int)', []],
  ];
  for (const [what, sql, expected] of facts)
    test(what, async () => assert.equal((await touched(`${sql};`)).names, expected));

  test('of many partitions a few, and how many are left out', async () => {
    const { names: found, leftOut } = await touched('alter table events add column a int;');
    assert.equal(found, ['events', 'e1', 'e3', 'e5']);
    assert.equal(leftOut, [{ table: 'public.events', partitions: 2 }]);
  });
});
