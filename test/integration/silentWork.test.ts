import type { MigrationResult, ScenarioResult } from '../../src/findings/Result.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { project, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const base = `
create domain positive as int;
create table filler (id int);
create type pair as (a int, b text);
create table owners (id int primary key);
create table items (id int primary key, owner int, v positive, note text, kind text not null);
create table typed of pair;
create table measures (id int, v int) partition by range (id);
create table measures_rest partition of measures default;
create table proven (id int, v int) partition by range (id);
create table proven_rest partition of proven default;
alter table proven_rest add constraint below check (id is not null and id < 5000);
create table more (id int not null, v int);
create table fitting (id int not null, v int, constraint fits check (id >= 300000 and id < 400000));
create table keyed (id int, owner int) partition by range (id);
create table keyed_1 partition of keyed for values from (0) to (1000);
create table keyed_2 partition of keyed for values from (1000) to (900000);
create materialized view sums as select kind, count(*) from items group by kind with no data;
create unique index on sums (kind);
create function cluster_items() returns void language plpgsql set client_min_messages to warning as 'begin cluster items using items_pkey; end';
create function truncate_more() returns void language plpgsql as 'begin truncate more; end';
create function count_items() returns bigint language plpgsql as 'begin return (select count(*) from items); end';
insert into owners select generate_series(1, 900);
insert into items select g, g, g, 'n', 'k' from generate_series(1, 900) g;
insert into typed select g, 'x' from generate_series(1, 900) g;
insert into measures select g, g from generate_series(1, 900) g;
insert into proven select g, g from generate_series(1, 900) g;
insert into more select g + 100000, g from generate_series(1, 900) g;
insert into fitting select g + 300000, g from generate_series(1, 900) g;
insert into keyed select g, g from generate_series(1, 900) g;
insert into keyed select g + 1000, g from generate_series(1, 900) g;
refresh materialized view sums;
`;

/** [statement, rewrites, scans]; beside each piece of work a twin that does none. */
const cases: [string, string[], string[]][] = [
  ['alter domain positive add constraint above check (value > 0)', [], ['items']],
  ['alter domain positive add constraint above_1 check (value > -1) not valid', [], []],
  ['alter domain positive validate constraint above_1', [], ['items']],
  ['alter domain positive set default 7', [], []],
  ['alter domain positive set not null', [], ['items']],
  ['alter domain positive drop not null', [], []],
  ['do $$begin alter domain positive add constraint above_2 check (value > -2); end$$', [], ['items']],
  ['do $$begin perform count(*) from items; end$$', [], []],
  ['do $$begin alter table items add column extra int; update items set extra = 1; end$$', [], []],
  ['alter type pair alter attribute a type bigint cascade', ['typed'], []],
  ['alter type pair add attribute c int cascade', [], []],
  ['refresh materialized view sums', ['sums'], []],
  ['refresh materialized view concurrently sums', [], ['sums']],
  ['create table measures_1 partition of measures for values from (10000) to (20000)', [], ['measures_rest']],
  ['create table proven_1 partition of proven for values from (10000) to (20000)', [], []],
  ['create table apart (like items)', [], []],
  [
    'alter table measures attach partition more for values from (100000) to (200000)',
    [],
    ['measures_rest', 'more'],
  ],
  ['alter table proven attach partition fitting for values from (300000) to (400000)', [], []],
  ['alter table proven detach partition fitting', [], []],
  ['cluster items using items_pkey', ['items'], []],
  ['alter table items set without cluster', [], []],
  ['do $$begin cluster items using items_pkey; end$$', ['items'], []],
  ['select cluster_items()', ['items'], []],
  ['select count_items()', [], []],
  ['alter table items set unlogged', ['items'], []],
  ['alter table items set logged', ['items'], []],
  ['alter table items set (fillfactor = 90)', [], []],
  [
    'alter table keyed add constraint keyed_owner foreign key (owner) references owners (id)',
    [],
    ['keyed_1', 'keyed_2'],
  ],
  [
    'alter table items add constraint items_owner foreign key (owner) references owners (id) not valid',
    [],
    [],
  ],
  ['alter table items validate constraint items_owner', [], ['items']],
  ['alter table owners alter id type bigint', ['owners'], ['items', 'keyed_1', 'keyed_2']],
  ['alter table items add constraint known check (owner is not null)', [], ['items']],
  ['alter table items alter owner set not null', [], []],
  ['reindex table items', [], ['items']],
  ['vacuum full items', ['items'], []],
  ['vacuum items', [], []],
  ['cluster', ['items'], []],
  ['alter table items set tablespace beside', ['items'], []],
  ['alter index items_pkey set tablespace beside', ['items_pkey'], []],
  ['alter index items_pkey set (fillfactor = 80)', [], []],
  ['truncate fitting', [], []],
  ['select truncate_more()', [], []],
];

const servers = { 18: {}, 15: { bin: '/usr/lib/postgresql/15/bin' } };

for (const [major, options] of Object.entries(servers))
  suite(`work that the server does in silence, on PostgreSQL ${major}`, ({ test, before, after }) => {
    let server: Server;
    let seen: ScenarioResult;
    before(async () => {
      server = await localServer(options);
      const admin = await server.connect('postgres');
      await admin.query('set allow_in_place_tablespaces = on');
      await admin.query("create tablespace beside location ''");
      await admin.end();
      const one = project({
        'scenario.ts': scenarioText(
          `name: 'silent', postgres: { version: ${major} }, migrations: { directory: './migrations', pending: { from: '0002' } }, data: [defineTable('public.filler', { id: sequence() }).rows(10)], traffic: [{ sql: 'select 1', perSecond: 1 }]`,
        ),
        'migrations/0001_base.sql': base,
        ...Object.fromEntries(
          cases.map(([sql], i) => [`migrations/${String(i + 2).padStart(4, '0')}_case.sql`, `${sql};\n`]),
        ),
      });
      await one.call(
        'run',
        '--repeat',
        '1',
        '--database-url',
        `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`,
      );
      seen = one.scenario('silent');
      console.log(confusion(seen.migrations));
    });
    after(() => server?.stop());

    test('every statement is applied', () => {
      assert.equal(
        seen.migrations
          .filter(({ status }) => status !== 'applied')
          .map(({ statements }) => statements[0]?.error),
        [],
      );
    });
    for (const [i, [sql, rewrites, scans]] of cases.entries())
      test(`${sql}: ${words(rewrites, scans)}`, () => {
        const statement = seen.migrations[i]!.statements[0]!;
        assert.is(words(bare(statement.rewrites), bare(statement.scans)), words(rewrites, scans));
      });
  });

function bare(names: readonly string[]): string[] {
  return names.map((name) => name.replace('public.', '')).sort();
}

function words(rewrites: readonly string[], scans: readonly string[]): string {
  return `rewrites ${rewrites.join(' ') || 'nothing'}, scans ${scans.join(' ') || 'nothing'}`;
}

/** Of statements: with work and without, found and not. */
function confusion(migrations: readonly MigrationResult[]): string {
  const counts = { found: 0, missed: 0, wrongly: 0, rightlyNot: 0 };
  for (const [i, [, rewrites, scans]] of cases.entries()) {
    const statement = migrations[i]?.statements[0];
    const truth = rewrites.length + scans.length > 0;
    const said = statement !== undefined && statement.rewrites.length + statement.scans.length > 0;
    counts[truth ? (said ? 'found' : 'missed') : said ? 'wrongly' : 'rightlyNot']++;
  }
  return `work found ${counts.found}, missed ${counts.missed}; none and said so ${counts.rightlyNot}, said wrongly ${counts.wrongly}`;
}
