import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { BlameEvidence } from '../../src/evidence/QueryEvidence.ts';
import { binaries15 } from '../support/otherServers.ts';
import { type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, type SuiteContext, suite } from '../support/suite.ts';
import { ordersTable, toolCommands, toolProject, toolsMissing } from '../support/toolProject.ts';

/** One table for each planted change, so that they do not meet. */
const tables = [
  'dropped',
  'harmless',
  'renamed',
  'typed',
  'gone',
  'again',
  'two',
  'invalid',
  'bloated',
  'apart',
  'untold',
  'child',
  'guarded',
];
const schema = tables
  .map(
    (
      name,
    ) => `create table ${name} (id bigint primary key, owner int not null, code varchar(20) not null, state int not null);
create index ${name}_owner_idx on ${name} (owner);
create index ${name}_code_idx on ${name} (code);`,
  )
  .join('\n')
  .concat(`
alter table guarded alter state type numeric;
create index guarded_state_idx on guarded (state);
create view guarded_view as select id, owner, state from guarded where id > 0 or owner > 0;
create table parent (id int primary key);
alter table child add foreign key (owner) references parent on delete cascade;
`);

const columns = `id: sequence(), owner: uniform(1, 4000), code: pgrehearse.template('C-{n:8}'), state: uniform(1, 4)`;
const data = `[${tables.map((name) => `defineTable('public.${name}', { ${columns} }).rows(8000)`).join(', ')}, defineTable('public.parent', { id: sequence() }).rows(4000)]`;

const byOwner = (table: string) =>
  `{ sql: 'select id from ${table} where owner = $1', parameters: { one: [7] } }`;
const queries = `{
  ${tables.map((name) => `${name}: ${byOwner(name)}`).join(',\n')},
  'typed-code': { sql: 'select id from typed where code = $1', parameters: { one: ['C-00000042'] } },
  'renamed-code': { sql: 'select code from renamed where id = 1' },
  'bloated-scan': { sql: 'select sum(state) from bloated' },
  'guarded-view': { sql: 'select id from guarded_view where state = 7.5' },
  parent: { sql: 'delete from parent where id between 1 and 20' },
  'untold-code': { sql: 'select id from untold where code = $1', parameters: { one: ['C-00000042'] } },
}`;

const facts = ({ test, before, after }: SuiteContext, options: { bin?: string }) => {
  const shared = sharedServer({ before, after }, options);
  let evidence: Evidence;
  let planted: Project;
  before(async () => {
    planted = project({
      'scenario.ts': scenarioText(
        `name: 'blame', migrations: { directory: './migrations', pending: { from: '0002' } }, data: ${data}, queries: ${queries}`,
      ),
      'migrations/0001_tables.sql': schema,
      'migrations/0002_first.sql': `comment on table dropped is 'A comment.';
alter table harmless add column note text;
drop index dropped_owner_idx;
alter table renamed rename code to label;
drop index again_owner_idx;
create index again_owner_idx on again (owner);
alter index harmless_owner_idx rename to harmless_by_owner;
`,
      'migrations/0003_second.sql': `alter table typed alter code type char(12);
drop table gone;
update pg_index set indisvalid = false where indexrelid = 'invalid_owner_idx'::regclass;
create index two_owner_state_idx on two (owner, state);
drop index two_owner_idx;
update bloated set state = state + 1;
`,
      'migrations/0004_apart.sql': `drop index concurrently apart_owner_idx;
`,
      'migrations/0005_third.sql': `drop index again_owner_idx;
drop index two_owner_state_idx;
alter table untold alter code set (n_distinct = 2);
alter view guarded_view set (security_barrier = true);
drop index child_owner_idx;
`,
    });
    const outcome = await shared.run(planted);
    if (outcome.code !== 0 && outcome.code !== 1) throw new Error(outcome.stderr);
    evidence = planted.evidence('blame');
  });

  const blame = (name: string): BlameEvidence | undefined =>
    evidence.queries.find((query) => query.name === name)!.blame;
  /** Migration, statement, and what it did. */
  const words = (name: string): string => {
    const found = blame(name);
    if (!found) return 'nobody looked';
    return `${found.migration} ${found.statement}: ${found.did.join('; ')}${found.because ?? ''}`;
  };

  test('an index that is dropped is dropped by its statement', () => {
    assert.is(words('dropped'), '0002_first 3: dropped dropped_owner_idx');
  });

  test('what nothing has changed is nobody’s', () => {
    assert.is(words('harmless'), 'nobody looked');
    assert.is(words('renamed'), 'nobody looked');
  });

  test('a query that fails fails since a statement', () => {
    assert.is(words('renamed-code'), '0002_first 4: renamed code of public.renamed to label');
    assert.is(words('gone'), '0003_second 2: dropped public.gone');
  });

  test('a column of another type is another since its statement, with its statistics', () => {
    assert.match(
      words('typed-code'),
      /^0003_second 1: .*changed the type of code of public\.typed from character varying\(20\) to character\(12\)/,
    );
  });

  test('an index that was made invalid is told from one that is gone', () => {
    assert.is(words('invalid'), '0003_second 3: made invalid_owner_idx invalid');
  });

  test('what came, went and came again is so since the last time', () => {
    assert.is(words('again'), '0005_third 1: dropped again_owner_idx');
  });

  test('of two statements that it takes together the last has made it so', () => {
    assert.is(words('two'), '0005_third 2: dropped two_owner_state_idx');
  });

  test('a statement outside of any transaction is seen', () => {
    assert.is(words('apart'), '0004_apart 1: dropped apart_owner_idx');
  });

  test('a backfill that leaves twice the pages is found by the pages', () => {
    assert.match(
      words('bloated-scan'),
      /^0003_second 6: left public\.bloated with \d+ pages instead of \d+$/,
    );
  });

  test('an option of a view is its statement’s', () => {
    assert.is(words('guarded-view'), '0005_third 4: changed view public.guarded_view');
  });

  test('what a foreign key reads of another table is found by the pages of its trigger', () => {
    const { before, after } = evidence.queries.find(({ name }) => name === 'parent')!;
    const [from, to] = [before, after].map(({ serial }) => serial!['Trigger Pages']!);
    assert.ok(from! > 0 && to! > 5 * from!, `${from} and ${to}`);
    assert.match(words('parent'), /^0005_third 5: /);
  });

  test('what shows only with new statistics is found, and said to', () => {
    assert.is(blame('untold-code')?.capture, 'after');
    assert.match(words('untold-code'), /^0005_third 3: set n_distinct = 2 for code of public\.untold/);
  });
};

suite('who changed the plans, on 18', (context) => facts(context, {}));
if (binaries15 === null)
  suite('who changed the plans, on 15', (context) => facts(context, { bin: '/usr/lib/postgresql/15/bin' }));
else suite('who changed the plans, on 15', ({ skip }) => skip('all of it', binaries15!));

suite('who changed the plans, where migrations go together or fail', ({ test, skip, before, after }) => {
  const shared = sharedServer({ before, after });
  const table = (
    name: string,
  ) => `create table ${name} (id bigint primary key, owner int not null, state int not null);
create index ${name}_owner_idx on ${name} (owner);
`;
  const rows = (...names: string[]) =>
    `[${names.map((name) => `defineTable('public.${name}', { id: sequence(), owner: uniform(1, 4000), state: uniform(1, 4000) }).rows(8000)`).join(', ')}]`;
  const byState = (name: string) => `{ sql: 'select id from ${name} where state = 7' }`;
  const byOwner7 = (name: string) => `{ sql: 'select id from ${name} where owner = 7' }`;
  const blamed = async (
    tables: string[],
    own: string,
    files: Readonly<Record<string, string>>,
    fields = '',
  ): Promise<Record<string, string>> => {
    const planted = project({
      'scenario.ts': scenarioText(
        `name: 'blame', migrations: { directory: './migrations', pending: { from: '0002' }${fields} }, data: ${rows(...tables)}, queries: { ${own} }`,
      ),
      'migrations/0001_tables.sql': tables.map(table).join(''),
      ...files,
    });
    const { code, stderr } = await shared.run(planted);
    const evidence = planted.evidence('blame');
    if (evidence.error) throw new Error(`${code}: ${stderr}`);
    return Object.fromEntries(
      evidence.queries.map(({ name, blame }) => [
        name,
        blame ? `${blame.migration} ${blame.statement}: ${blame.did.join('; ')}${blame.because ?? ''}` : '',
      ]),
    );
  };

  test('what a transaction of several migrations shows only when it has ended is still its statement’s', async () => {
    const found = await blamed(
      ['a', 'b'],
      `a: ${byState('a')}, b: ${byOwner7('b')}`,
      {
        'migrations/0002_first.sql':
          'update a set owner = owner + 1;\ncreate index a_state_idx on a (state);\n',
        'migrations/0003_second.sql': 'drop index b_owner_idx;\nalter table b add column note text;\n',
      },
      ", transaction: 'shared'",
    );
    assert.equal(found, {
      a: '0002_first 2: created a_state_idx',
      b: '0003_second 1: dropped b_owner_idx',
    });
  });

  test('what a failed migration has taken back is nobody’s', async () => {
    const found = await blamed(['a', 'b'], `a: ${byOwner7('a')}, b: ${byOwner7('b')}`, {
      'migrations/0002_first.sql': 'drop index a_owner_idx;\n',
      'migrations/0003_second.sql': 'drop index b_owner_idx;\nselect 1 / 0;\n',
    });
    assert.equal(found, { a: '0002_first 1: dropped a_owner_idx', b: '' });
  });

  test('a setting that is left for the database is found', async () => {
    const found = await blamed(['a'], `a: ${byOwner7('a')}`, {
      'migrations/0002_first.sql': `alter table a add column note text;
do $$ begin execute format('alter database %I set random_page_cost = 5000', current_database()); end $$;
alter table a add column more text;
`,
    });
    assert.equal(found, { a: '0002_first 2: set random_page_cost of the database to 5000' });
  });

  test('a role and settings that a migration gives itself are not the queries’', async () => {
    const found = await blamed(['a', 'b'], `a: ${byOwner7('a')}, b: ${byOwner7('b')}`, {
      'migrations/0002_first.sql': `create role pgrehearse_poor;
grant create on schema public to pgrehearse_poor;
set search_path = pg_catalog;
set enable_indexscan = off;
set enable_bitmapscan = off;
set role pgrehearse_poor;
create table public.own (id int);
reset role;
drop index public.b_owner_idx;
select count(*) from public.own;
`,
    });
    assert.equal(found, { a: '', b: '0002_first 9: dropped b_owner_idx' });
  });

  test('partitions that are attached and detached are named', async () => {
    const found = await blamed(
      ['a'],
      `parts: { sql: 'select count(*) from parts where day = 3' }, a: ${byOwner7('a')}`,
      {
        'migrations/0001_zparts.sql': `create table parts (day int) partition by range (day);
create table parts_one partition of parts for values from (1) to (10);
`,
        'migrations/0002_first.sql': `alter table a add column note text;
alter table parts detach partition parts_one;
`,
      },
    );
    assert.equal(found, { parts: '0002_first 2: detached public.parts_one from public.parts', a: '' });
  });

  if (toolsMissing !== null) skip('a command is blamed for the one migration that it applies', toolsMissing);
  else
    test('a command is blamed for the one migration that it applies, and for none of several', async () => {
      const tool = toolCommands['node-pg-migrate'];
      const run = async (files: Readonly<Record<string, string>>) => {
        const planted = toolProject(
          `{ command: '${tool} up 1' }`,
          `{ command: '${tool} up' }`,
          {
            'migrations/0001_orders.sql': `${ordersTable}create index orders_note_idx on orders (note);`,
            ...files,
          },
          `queries: { noted: { sql: "select id from orders where note = 'x'" } },`,
        );
        const { code, stderr } = await shared.run(planted);
        if (code !== 0 && code !== 1) throw new Error(stderr);
        return planted.evidence('tool').queries[0]!.blame;
      };
      const alone = await run({ 'migrations/0002_drop.sql': 'drop index orders_note_idx;' });
      assert.equal(
        [alone?.migration, alone?.statement, alone?.did],
        ['0002_drop', null, ['dropped orders_note_idx']],
      );
      const two = await run({
        'migrations/0002_drop.sql': 'drop index orders_note_idx;',
        'migrations/0003_column.sql': 'alter table orders add column more int;',
      });
      assert.equal([two?.migration, two?.did], [null, []]);
      assert.match(two?.because ?? '', /2 migrations in one go/);
    });
});
