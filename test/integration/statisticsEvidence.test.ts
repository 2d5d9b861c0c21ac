import type { StatisticsEvidence } from '../../src/evidence/StatisticsEvidence.ts';
import { project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

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

suite('what the planner knew of more rows than ANALYZE reads', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const files = {
    'scenario.ts': scenario(100),
    'migrations/0001_items.sql': `${items}insert into items select i, i % 1000, '' from generate_series(1, 3000001) i;\n`,
    'migrations/0002_pending.sql': 'alter table items add more int default 3;\n',
    'migrations/0003_change.sql': 'create table copied as select * from items;\n',
  };
  const cache = temporaryFolder();
  const runs: StatisticsEvidence[] = [];
  let notes: string[] = [];
  before(async () => {
    for (let run = 0; run < 2; run++) {
      const one = project(files, { PGREHEARSE_CACHE: cache });
      const { code, stderr } = await shared.run(one);
      assert.is(code, 0, stderr);
      runs.push(one.evidence('ground').statistics!);
    }
    const uncached = project(files);
    assert.is((await shared.run(uncached)).code, 0);
    notes = uncached.evidence('ground').notes ?? [];
  });
  const from = (facts: StatisticsEvidence['after'], table: string) =>
    facts!.tables.find(({ name }) => name === `public.${table}`)?.from;

  test('is the first build’s in the next, before and after the migrations', () => {
    const [one, two] = runs;
    assert.equal([from(one!.before, 'items'), from(one!.after, 'copied')], ['sampled', 'sampled']);
    assert.equal([from(two!.before, 'items'), from(two!.after, 'copied')], ['imported', 'imported']);
    assert.equal([one!.before.hash, one!.after!.hash], [two!.before.hash, two!.after!.hash]);
  });
  test('is chance’s without a cache, and the run says so', () =>
    assert.ok(
      notes.some((note) => /^statistics of public\.items come from a sample/.test(note)),
      notes.join('\n'),
    ));
});
