import { existsSync } from 'node:fs';
import type { TrafficEvidence } from '../../src/evidence/TrafficEvidence.ts';
import type { ScenarioResult } from '../../src/findings/Result.ts';
import type { Server } from '../../src/server/Server.ts';
import { itemsScenario, itemsTable } from '../support/itemsProject.ts';
import { localServer } from '../support/localServer.ts';
import { findingsOf, type Outcome, type Project, project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const debian15 = '/usr/lib/postgresql/15/bin';
const versions = [
  { major: 18, bin: undefined },
  ...(existsSync(debian15) ? [{ major: 15, bin: debian15 }] : []),
];

/** Two tenants of whom each sees its own items, under a policy; the role is made once per server. */
const tenants = `${itemsTable}
do $$ begin create role tenant; exception when duplicate_object then null; end $$;
grant select, update on items to tenant;
alter table items add column amount int not null default 1;
alter table items enable row level security;
create policy own on items to tenant using (owner = current_setting('app.owner')::int);
create table seen (who text, owner text, rows bigint);
grant insert on seen to tenant;
create table ledger (id bigint generated always as identity, item bigint, backend int, at timestamptz default clock_timestamp());
`;

const insertSeen = `insert into seen select current_user, current_setting('app.owner', true), count(*) from items`;

/** What the traffic left behind, told by a migration of its own: the clone is gone when the run has ended. */
const look = `do $$ begin raise notice '%', (select json_build_object(
  'seen', (select json_agg(distinct array[who, owner, rows::text]) from seen),
  'ledger', count(*), 'undone', count(*) filter (where item = -1),
  'items', count(distinct item), 'backends', count(distinct backend)) from ledger); end $$;\n`;

for (const { major, bin } of versions) {
  suite(`traffic as applications send it, on ${major}`, ({ test, before, after }) => {
    let server: Server;
    let one: Project;
    let outcome: Outcome;
    let traffic: TrafficEvidence[];
    const stream = (query: string) => traffic.find((each) => each.query === query)!;

    before(async () => {
      server = await localServer(bin ? { bin } : {});
      one = project({
        ...itemsScenario(
          'applications',
          `traffic: [
            { name: 'as tenant 2', sql: ${JSON.stringify(insertSeen)}, perSecond: 20, role: 'tenant', settings: { 'app.owner': 2 } },
            { name: 'as ourselves', sql: ${JSON.stringify(insertSeen)}, perSecond: 20 },
            { name: 'transfer', perSecond: 20, connections: 3, parameters: { any: { sql: 'select id, owner from items' } },
              transaction: [
                { sql: 'select owner from items where id = $1 for update' },
                { think: '20 ms' },
                { sql: 'insert into ledger (item, backend) select $1, pg_backend_pid() where $2::int > 0' } ] },
            { name: 'undone', perSecond: 20, transaction: [
                { sql: 'insert into ledger (item) values (-1)' }, { sql: 'select 1 / (select 0)' } ] },
            { name: 'all of it', sql: 'select * from items where id = 1', perSecond: 30 },
            { name: 'unprepared', sql: 'select * from items where id = 1', perSecond: 30, prepared: false },
            { name: 'the note', sql: 'select note from items where id = 2', perSecond: 30 },
          ]`,
          {
            '0002_wider.sql': 'alter table items alter amount type bigint;\n',
            '0003_remark.sql': 'alter table items rename note to remark;\n',
            '0004_look.sql': look,
          },
        ),
        'scenarios/applications/migrations/0001_items.sql': tenants,
      });
      const url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
      outcome = await one.call('run', '--repeat', '1', '--database-url', url);
      traffic = one.evidence('applications').repeats[0]!.traffic.filter(({ source }) => source === 'traffic');
    });
    after(() => server.stop());
    const seen = (): ScenarioResult => one.scenario('applications');

    const left = () => {
      const { statements } = one.evidence('applications').repeats[0]!.migrations[2]!;
      const notice = statements[0]!.notices.find(({ message }) => message.startsWith('{'));
      return JSON.parse(notice!.message) as Record<string, number> & { seen: string[][] };
    };
    const codes = (query: string) => stream(query).errors.map(({ code }) => code);

    test('every item runs, and the migrations with it', () => {
      assert.is(outcome.code, 0, outcome.stderr);
      assert.is(traffic.length, 7);
      for (const { query, started } of traffic) assert.ok(started > 10, `${query}: ${started}`);
    });
    test('a role and its settings decide which rows are there', () => {
      const { seen } = left();
      assert.equal(seen.map(([who, owner]) => [who, owner]).sort(), [
        ['postgres', null],
        ['tenant', '2'],
      ]);
      const rows = Object.fromEntries(seen.map(([who, , count]) => [who, Number(count)]));
      assert.is(rows['postgres'], 1000);
      assert.ok(rows['tenant']! > 100 && rows['tenant']! < 350, `${rows['tenant']} of 1000 rows`);
    });
    test('a transaction commits what it did with the row that it drew, on no more connections than it has', () => {
      const { items, backends } = left();
      assert.ok(items! > 5, `${items} different rows`);
      assert.ok(backends! <= 3, `${backends} backends`);
      assert.is(stream('transfer').transaction, true);
      assert.ok(stream('transfer').quiet.median >= 20, 'thinking counts, as its user waits for it');
    });
    test('a transaction that fails is rolled back, and was so before the migrations', () => {
      assert.is(left()['undone'], 0);
      assert.equal(codes('undone'), ['22012']);
      assert.not.ok(
        findingsOf(seen(), 'compatibility/query-fails').some(({ subject }) => subject.query === 'undone'),
      );
    });
    test('a kept prepared statement is refused once its result has another type, a new one is not', () => {
      assert.ok(codes('all of it').includes('0A000'), JSON.stringify(stream('all of it').errors));
      assert.equal(codes('unprepared'), []);
      assert.equal(
        findingsOf(seen(), 'compatibility/cached-plan').map(({ subject, severity }) => [
          subject.query,
          severity,
        ]),
        [['all of it', 'warn']],
      );
    });
    test('a column that is gone fails what names it, and its finding says when', () => {
      assert.equal(codes('the note'), ['42703']);
      const finding = findingsOf(seen(), 'compatibility/query-fails').find(
        ({ subject }) => subject.query === 'the note',
      );
      assert.match(finding!.why, /no longer there\. PostgreSQL's code is 42703, .*after the migrations\.$/);
    });
    test('latencies are kept by phase', () => {
      const { phases = [], started } = stream('unprepared');
      assert.equal([phases[0]!.phase, phases.at(-1)!.phase], ['before', 'after']);
      assert.is(
        phases.reduce((sum, { count }) => sum + count, 0),
        started,
      );
      for (const { count, buckets } of phases)
        assert.is(
          buckets.reduce((sum, [, each]) => sum + each, 0),
          count,
        );
    });
  });
}
