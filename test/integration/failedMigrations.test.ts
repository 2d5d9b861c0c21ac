import { byOwner, itemsScenario } from '../support/itemsProject.ts';
import { findingsOf, type Outcome, type Project, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const failing: Record<string, Record<string, string>> = {
  duplicates: {
    '0002_first.sql': 'comment on table items is $$Things.$$;\n',
    '0003_unique.sql':
      '-- One each.\ncreate table fine ();\ncreate unique index items_owner_key\n  on items (owner);\n',
    '0004_never.sql': 'create table never ();\n',
  },
  hint: { '0002_typo.sql': 'select 1;\n\n\nupdate items set note = nte;\n' },
  syntax: { '0002_syntax.sql': 'create table fine ();\n\nalter tabel items add column a int;\n' },
  deferred: {
    '0002_deferred.sql':
      'create table parents (id int primary key);\n' +
      'alter table items add foreign key (owner) references parents deferrable initially deferred not valid;\n' +
      `insert into items values (0, 77, 'orphan');\n`,
  },
  'ends-itself': {
    '0002_ends_itself.sql':
      'create table fine ();\nselect pg_terminate_backend(pg_backend_pid());\ncreate table never ();\n',
  },
  'own-transaction': {
    '0002_own.sql':
      'begin;\ncreate table kept ();\ncommit;\nbegin;\nlock table items;\nselect 1 / 0;\ncommit;\n',
  },
  'never-committed': { '0002_open.sql': 'begin;\ncreate table lost ();\n' },
  'own-timeout': { '0002_timeout.sql': `set local statement_timeout = '50ms';\nselect pg_sleep(5);\n` },
  raises: {
    '0002_raises.sql': `do $$ begin raise exception using message = 'not like this', detail = 'some', hint = 'Do it otherwise.', errcode = 'P0777'; end $$;\n`,
  },
};

suite('migrations that fail', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let all: Project;
  let outcome: Outcome;
  before(async () => {
    const scenarios = Object.entries(failing).map(([name, files]) =>
      itemsScenario(name, `${byOwner}, traffic: [{ sql: 'select 1', perSecond: 5 }]`, files),
    );
    all = project(Object.assign({}, ...scenarios));
    outcome = await shared.run(all);
  });

  const scenario = (name: string) => all.scenario(name);
  /** The error, the statement and line that it is kept with, and the finding's location. */
  const failure = (name: string, migration: string) => {
    const seen = scenario(name);
    assert.is(seen.error, null, `${name}: ${seen.error?.message}`);
    const found = seen.migrations.find(({ id }) => id === migration)!;
    assert.is(found.status, 'failed');
    const statement = found.statements.find(({ error }) => error)!;
    const [finding] = findingsOf(seen, 'migration/failed');
    assert.is(finding?.severity, 'fail');
    assert.equal(finding?.subject, { migration, statement: statement.index });
    assert.equal(finding?.location, {
      file: `scenarios/${name}/migrations/${migration}.sql`,
      line: statement.line,
    });
    return { ...statement.error!, statement: statement.index, line: statement.line };
  };

  test('all of them end with 4, and no stack trace', () => {
    assert.is(outcome.code, 4, outcome.stderr);
    assert.not.match(outcome.stdout + outcome.stderr, /\n\s+at .*:\d+:\d+/);
    assert.is(all.result().scenarios.length, Object.keys(failing).length);
    assert.ok(all.result().scenarios.every(({ verdict }) => verdict === 'fail'));
  });

  test('a unique index over duplicates keeps PostgreSQL’s code and detail, file, line and statement', () => {
    const error = failure('duplicates', '0003_unique');
    assert.is(error.code, '23505');
    assert.is(error.message, 'could not create unique index "items_owner_key"');
    assert.match(error.detail ?? '', /^Key \(owner\)=\(\d\) is duplicated\.$/);
    assert.equal([error.statement, error.line], [2, 3]);
    assert.match(findingsOf(scenario('duplicates'), 'migration/failed')[0]?.remedy ?? '', /duplicates/);
  });

  test('what comes after the failure is skipped, and plans are captured all the same', () => {
    assert.equal(
      scenario('duplicates').migrations.map(({ id, status }) => `${id} ${status}`),
      ['0002_first applied', '0003_unique failed', '0004_never skipped'],
    );
    assert.type(scenario('duplicates').queries[0]?.after.buffers, 'number');
    assert.is(scenario('duplicates').migrations[2]?.durationMs.samples.length, 0);
  });

  test('a hint of PostgreSQL is kept', () => {
    const error = failure('hint', '0002_typo');
    assert.is(error.code, '42703');
    assert.match(error.hint ?? '', /items\.note/);
    assert.equal([error.statement, error.line], [2, 4]);
    assert.is(findingsOf(scenario('hint'), 'migration/failed')[0]?.remedy, error.hint);
  });

  test('a syntax error is a failed migration, at its line', () => {
    const error = failure('syntax', '0002_syntax');
    assert.is(error.code, '42601');
    assert.match(error.message, /tabel/);
    assert.is(error.line, 3);
  });

  test('a constraint that is checked at COMMIT fails the migration', () => {
    const error = failure('deferred', '0002_deferred');
    assert.is(error.code, '23503');
    assert.match(error.detail ?? '', /is not present in table "parents"/);
    assert.is(error.statement, 3);
  });

  test('a migration that ends its own backend has failed, and is no loss of the server', () => {
    const error = failure('ends-itself', '0002_ends_itself');
    assert.is(error.code, '57P01');
    assert.equal([error.statement, error.line], [2, 2]);
    assert.type(scenario('ends-itself').queries[0]?.after.buffers, 'number');
  });

  test('within a transaction of its own', () => {
    const error = failure('own-transaction', '0002_own');
    assert.is(error.code, '22012');
    assert.equal([error.statement, error.line], [6, 6]);
    assert.is(scenario('own-transaction').migrations[0]?.transaction, 'none');
  });

  test('a transaction that a file opens and never commits is no success', () => {
    const error = failure('never-committed', '0002_open');
    assert.match(error.message, /COMMIT/);
    assert.is(error.statement, 2);
  });

  test('by a time limit that it set itself', () => {
    assert.is(failure('own-timeout', '0002_timeout').code, '57014');
  });

  test('with message, code, detail and hint that it raised itself', () => {
    const { code, message, detail, hint } = failure('raises', '0002_raises');
    assert.equal(
      { code, message, detail, hint },
      { code: 'P0777', message: 'not like this', detail: 'some', hint: 'Do it otherwise.' },
    );
  });
});

suite('migrations that are unusual and work', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  test('savepoints, settings, transaction control, comments and a file without statements', async () => {
    const one = project(
      itemsScenario('unusual', `${byOwner}, traffic: [{ sql: 'select 1', perSecond: 5 }]`, {
        '0002_savepoint.sql':
          'savepoint a;\ninsert into items select * from items limit 1;\n'
            .replace('insert', '-- no duplicate\ninsert')
            .replace(' limit 1', ' where false') +
          'rollback to savepoint a;\nrelease savepoint a;\ncreate table one ();\n',
        '0003_settings.sql': `set search_path = nowhere;\nset role pg_monitor;\n`,
        '0004_empty.sql': '-- Nothing yet.\n',
        '0005_control.sql': 'start transaction;\ncreate table two ();\nend;\nabort;\n',
        '0006_procedure.sql':
          'create procedure p() language plpgsql as $$ begin insert into items values (-1, 1, $x$a;b$x$); commit; end $$;\n',
        '0007_call.sql':
          '-- Commits inside.\ndo $$ begin for i in 1..2 loop update items set note = note where id = i; commit; end loop; end $$;\n',
        '0008_notices.sql': `do $$ begin for i in 1..300 loop raise notice 'row %', i; end loop; end $$;\nselect 1 from one;\n`,
        '0009_unicode.sql': `comment on table items is 'Straße 🐘';\ncreate table "Weird ""name""; x" (id int);\nalter table "Weird ""name""; x" add column "a b" int;\n`,
      }),
    );
    const { code, stderr } = await shared.run(one);
    const { error, migrations, verdict } = one.scenario('unusual');
    assert.is(error, null);
    assert.equal(
      migrations.map(({ id, status, statements }) =>
        `${id} ${status} ${statements.map(({ error }) => error?.message ?? '').join('')}`.trim(),
      ),
      migrations.map(({ id }) => `${id} applied`),
    );
    assert.is(code, 0, stderr);
    assert.is(verdict, 'pass');
  });
});

const rollbacks: Record<string, Record<string, string>> = {
  works: {
    '0002_a.up.sql': 'alter table items add column a int;\n',
    '0002_a.down.sql': 'alter table items drop column a;\n',
    '0003_b.up.sql': 'create index items_note_idx on items (note);\n',
    '0003_b.down.sql': 'drop index items_note_idx;\n',
  },
  fails: {
    '0002_a.up.sql': 'alter table items drop column note;\n',
    '0002_a.down.sql': '-- Too late.\nalter table items alter column note set not null;\n',
  },
  leaves: {
    '0002_a.up.sql': 'alter table items add column a int;\n',
    '0002_a.down.sql': 'alter table items drop column a;\n',
    '0003_b.up.sql': 'create table beside (id int);\ncreate index items_note_idx on items (note);\n',
    '0003_b.down.sql': 'drop table beside;\n',
  },
  missing: { '0002_a.sql': 'alter table items add column a int;\n' },
  'ends-itself': {
    '0002_a.up.sql': 'alter table items add column a int;\n',
    '0002_a.down.sql': 'select pg_terminate_backend(pg_backend_pid());\n',
  },
};

suite('rollbacks', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let all: Project;
  let outcome: Outcome;
  before(async () => {
    const scenarios = Object.entries(rollbacks).map(([name, files]) =>
      itemsScenario(
        name,
        `traffic: [{ sql: 'select 1', perSecond: 5 }], budgets: { rollback: '1 min' }`,
        files,
      ),
    );
    all = project(Object.assign({}, ...scenarios));
    outcome = await shared.run(all);
  });
  const of = (name: string, index = 0) => all.scenario(name).migrations[index]?.rollback;
  const rules = (name: string) =>
    all
      .scenario(name)
      .findings.filter(({ rule }) => rule.startsWith('rollback/'))
      .map(({ rule, severity, subject }) => `${rule} ${severity} ${subject.migration}`);

  test('one that works restores the schema and raises nothing', () => {
    for (const index of [0, 1]) {
      assert.is(of('works', index)?.status, 'applied');
      assert.is(of('works', index)?.schemaRestored, true);
      assert.equal(of('works', index)?.difference, []);
    }
    assert.equal(rules('works'), []);
  });

  test('one that fails says why', () => {
    assert.is(of('fails')?.status, 'failed');
    assert.is(of('fails')?.error?.code, '42703');
    assert.is(of('fails')?.schemaRestored, null);
    assert.equal(rules('fails'), ['rollback/failed fail 0002_a']);
    assert.is(outcome.code, 1, outcome.stderr);
  });

  test('one that leaves something behind shows it, and those below it are not blamed', () => {
    assert.is(of('leaves', 1)?.schemaRestored, false);
    assert.equal(of('leaves', 1)?.difference, [
      '+ index CREATE INDEX items_note_idx ON public.items USING btree (note)',
    ]);
    assert.is(of('leaves', 0)?.schemaRestored, true);
    assert.equal(rules('leaves').length, 1);
  });

  test('one that was never written is missing, where there is a budget for it', () => {
    assert.is(of('missing'), null);
    assert.equal(
      rules('missing').map((line) => line.split(' ')[0]),
      ['rollback/missing'],
    );
  });

  test('one that ends its own backend has failed', () => {
    assert.is(all.scenario('ends-itself').error, null);
    assert.is(of('ends-itself')?.status, 'failed');
    assert.is(of('ends-itself')?.error?.code, '57P01');
  });
});
