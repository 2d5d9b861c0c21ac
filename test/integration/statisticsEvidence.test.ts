import type { StatisticsEvidence } from '../../src/evidence/StatisticsEvidence.ts';
import { project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const scenario = (rows: number) =>
  scenarioText(
    `name: 'ground', migrations: { directory: './migrations', pending: { from: '0002' } },
     data: [defineTable('public.items', { id: sequence(), owner: uniform(1, 900), note: text({ length: 30 }) }).rows(${rows})],
     queries: { 'by-owner': { sql: 'select id from items where owner = $1', parameters: { one: [7] } } }`,
  );
const items = `create table items (id int, owner int not null, note text not null);
create index items_owner_idx on items (owner);
create table parts (id int) partition by range (id);
create table parts_1 partition of parts for values from (0) to (40000);
insert into parts select generate_series(1, 39000);
create table others (id int);
insert into others select generate_series(1, 40000);
create table goes (id int);
insert into goes values (1);
`;
const pending = `update items set owner = owner + 1 where id % 3 = 0;
insert into parts select 39500;
create table comes as select generate_series(1, 500) as id;
drop table goes;
`;

suite('what the planner knew', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let runs: StatisticsEvidence[];
  before(async () => {
    const one = project({
      'scenario.ts': scenario(40_000),
      'migrations/0001_items.sql': items,
      'migrations/0002_pending.sql': pending,
    });
    runs = [];
    for (let run = 0; run < 2; run++) {
      const { code, stderr } = await shared.run(one);
      assert.is(code, 0, stderr);
      runs.push(one.evidence('ground').statistics!);
    }
  });
  const names = (tables: StatisticsEvidence['before']['tables']) =>
    tables.map(({ name, rows, from }) => `${name} ${rows} ${from}`);

  test('before the migrations are all rows', () =>
    assert.equal(names(runs[0]!.before.tables), [
      'public.goes 1 exact',
      'public.items 40000 exact',
      'public.others 40000 exact',
      'public.parts 39000 exact',
      'public.parts_1 39000 exact',
    ]));
  test('afterwards are all rows that are there then', () =>
    assert.equal(names(runs[0]!.after!.tables), [
      'public.comes 500 exact',
      'public.items 40000 exact',
      'public.others 40000 exact',
      'public.parts 39001 exact',
      'public.parts_1 39001 exact',
    ]));
  test('is the same in the next run, before and after, and not the same before as after', () => {
    assert.is(runs[0]!.before.hash, runs[1]!.before.hash);
    assert.is(runs[0]!.after!.hash, runs[1]!.after!.hash);
    assert.is.not(runs[0]!.before.hash, runs[0]!.after!.hash);
  });
});

suite('autovacuum during a run', ({ test, before, after }) => {
  const shared = sharedServer(
    { before, after },
    {
      settings: {
        autovacuum: 'on',
        autovacuum_naptime: '1s',
        autovacuum_analyze_threshold: '1',
        autovacuum_analyze_scale_factor: '0',
      },
    },
  );
  test(
    'is said, with the tables that it worked on',
    async () => {
      const one = project({
        'scenario.ts': scenario(1_000),
        'migrations/0001_items.sql': items,
        'migrations/0002_pending.sql': 'update items set owner = 1;\n',
        'migrations/0003_wait.sql': 'select pg_sleep(6);\n',
      });
      await shared.run(one);
      const notes = one.evidence('ground').notes ?? [];
      assert.ok(
        notes.some((note) => /^autovacuum worked on public\.items meanwhile/.test(note)),
        notes.join('\n'),
      );
    },
    { timeoutMs: 120_000 },
  );
});
