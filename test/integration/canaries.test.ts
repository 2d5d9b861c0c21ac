import { existsSync } from 'node:fs';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { ScenarioResult } from '../../src/findings/Result.ts';
import type { Server } from '../../src/server/Server.ts';
import { itemsScenario, itemsTable } from '../support/itemsProject.ts';
import { localServer } from '../support/localServer.ts';
import { type Outcome, type Project, project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const debian15 = '/usr/lib/postgresql/15/bin';
const versions = [
  { major: 18, bin: undefined },
  ...(existsSync(debian15) ? [{ major: 15, bin: debian15 }] : []),
];

const base = `${itemsTable}
create table notes (id bigint, item bigint references items);
create view shown as select id, note from items;
create materialized view counted as select owner, count(*) from items group by owner;
create table events (id bigint, at int) partition by list (at);
${Array.from({ length: 6 }, (_, i) => `create table events_${i} partition of events for values in (${i});`).join('\n')}
create table bystanders (id bigint primary key);
`;

const migrations = {
  // Rows of it stay locked to the end of the transaction, and nothing stronger than ROW EXCLUSIVE on the table.
  '0002_backfill.sql': 'update items set note = note || $$.$$;\nselect pg_sleep(0.6);\n',
  // A writer that held its table lock and waited for a row would be in a deadlock with ALTER.
  '0003_backfill_and_alter.sql':
    'update items set note = note || $$.$$;\nselect pg_sleep(0.4);\nalter table items add column a int;\nselect pg_sleep(0.3);\n',
  // A reader that held the view and waited for the table would be in one with CREATE OR REPLACE VIEW.
  '0004_table_and_view.sql':
    'alter table items add column b int;\nselect pg_sleep(0.6);\ncreate or replace view shown as select id, note, b from items;\n',
  '0005_view.sql': 'create or replace view shown as select id, note, b from items;\nselect pg_sleep(0.6);\n',
  '0006_foreign_key.sql': 'alter table notes drop constraint notes_item_fkey;\nselect pg_sleep(0.6);\n',
  '0007_partition.sql': 'alter table events add column b int;\nselect pg_sleep(0.6);\n',
  '0008_matview.sql': 'refresh materialized view counted;\nselect pg_sleep(0.6);\n',
  '0009_harmless.sql': 'create table beside (id int);\nselect pg_sleep(0.6);\n',
};

for (const { major, bin } of versions) {
  suite(`canaries on what migrations touch, on ${major}`, ({ test, before, after }) => {
    let server: Server;
    let one: Project;
    let outcome: Outcome;
    let evidence: Evidence;
    let seen: ScenarioResult;
    before(async () => {
      server = await localServer(bin ? { bin } : {});
      one = project({
        ...itemsScenario(
          'canaries',
          "traffic: [{ sql: 'select 1 from bystanders', perSecond: 5 }], queueProbe: false",
          migrations,
        ),
        'scenarios/canaries/migrations/0001_items.sql': base,
      });
      const url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
      outcome = await one.call('run', '--repeat', '1', '--database-url', url);
      evidence = one.evidence('canaries');
      seen = one.scenario('canaries');
    });
    after(() => server.stop());

    const stalled = (id: string) =>
      [
        ...new Set(seen.migrations.find((each) => each.id.endsWith(id))!.stalls.map(({ query }) => query)),
      ].sort();
    const canaries = () =>
      evidence.repeats[0]!.traffic.filter(
        ({ source, relations = [] }) => source === 'canary' && relations.length > 0,
      ).map(({ query }) => query);

    test('no canary is in a deadlock with a migration', () => {
      assert.is(outcome.code, 0, outcome.stderr);
      assert.equal(
        seen.migrations.map(({ status }) => status),
        Object.keys(migrations).map(() => 'applied'),
      );
      for (const { query, source, errors } of evidence.repeats[0]!.traffic)
        if (source === 'canary') assert.equal(errors, [], query);
    });
    test('they are on what is named and what hangs on it, and not where traffic is declared', () => {
      const relations = ['items', 'notes', 'shown', 'counted', 'events', 'events_0', 'events_3', 'events_5'];
      assert.equal(
        [...new Set(canaries().map((query) => query.replace(/^(read|write) of public\./, '')))].sort(),
        relations.sort(),
      );
      assert.ok(
        !canaries().includes('write of public.shown') && !canaries().includes('write of public.counted'),
      );
      assert.equal(
        seen.notes.filter((note) => note.includes('partitions')),
        ['3 more partitions of public.events have no canaries; their locks are seen'],
      );
    });
    test('together they are a bounded load', () => {
      const rates = evidence.repeats[0]!.traffic.flatMap(({ source, relations = [], perSecond }) =>
        source === 'canary' && relations.length > 0 ? [perSecond] : [],
      );
      assert.ok(rates.reduce((sum, rate) => sum + rate, 0) <= 160.001);
    });
    test('rows that a backfill has locked stall the writer, and no reader', () => {
      assert.equal(stalled('_backfill'), ['write of public.items']);
      const [stall] = seen.migrations[0]!.stalls;
      assert.equal(stall!.blockedBy, { migration: '0002_backfill', statement: 1 });
      assert.is(stall!.relation, 'public.items');
      const { lowMs, highMs } = seen.migrations[0]!.holds.find(({ mode }) => mode === 'RowExclusiveLock')!;
      const { perSecond, quiet } = evidence.repeats[0]!.traffic.find(
        ({ query }) => query === 'write of public.items',
      )!;
      // Asked again once a period, so that it may end a period late, too; and which row is locked when is not known.
      const width = 1000 / perSecond + evidence.repeats[0]!.sampler!.longestGapMs + quiet.p99;
      assert.ok(stall!.maxMs >= 600 - width, `${stall!.maxMs} ms, ${lowMs} to ${highMs} ms held`);
      assert.ok(stall!.maxMs <= highMs + width, `${stall!.maxMs} ms, ${lowMs} to ${highMs} ms held`);
    });
    test('rows first and the table later: both are seen', () => {
      assert.equal(stalled('_backfill_and_alter'), [
        'read of public.items',
        'read of public.shown',
        'write of public.items',
      ]);
    });
    test('a view stalls with its table, and on its own', () => {
      const behind = (id: string) =>
        seen.migrations
          .find((each) => each.id.endsWith(id))!
          .stalls.filter(({ query }) => query === 'read of public.shown')
          .map(({ relation, blockedBy }) => `${relation} ${blockedBy.statement}`);
      assert.equal(behind('4_table_and_view'), ['public.items 1']);
      assert.equal(behind('5_view'), ['public.shown 1']);
    });
    test('so does the other end of a foreign key that is dropped', () => {
      assert.ok(stalled('_foreign_key').includes('write of public.items'), stalled('_foreign_key').join());
    });
    test('and a partition with its table, and a materialized view', () => {
      assert.ok(stalled('_partition').includes('read of public.events_3'));
      assert.ok(stalled('_partition').includes('write of public.events'));
      assert.equal(stalled('_matview'), ['read of public.counted']);
    });
    test('a control says what was slow for another reason than a lock', () => {
      const { traffic } = evidence.repeats[0]!;
      const control = traffic.find(({ query }) => query === 'SELECT 1, which touches no relation')!;
      assert.ok(control.completed > 20);
      assert.equal(control.errors, []);
      assert.not.ok(
        seen.migrations.some(({ stalls }) => stalls.some(({ query }) => query === control.query)),
      );
    });
    test('nobody waits for what harms nobody', () => assert.equal(stalled('_harmless'), []));
  });
}
