import { splitStatements } from '../../src/migrations/splitStatements.ts';
import { assert, suite } from '../support/suite.ts';

const split = (text: string) => splitStatements(text, '/m/0001_a.sql');
const fault = async (text: string) => {
  const { error, statements } = await split(text);
  assert.equal(statements, []);
  assert.ok(error, 'expected an error');
  return error;
};

suite('statements of a migration', ({ test }) => {
  test('have no leading comment, no semicolon, and the line of their first token', async () => {
    const { statements, error } = await split(
      '-- é ünï ;\n/* a /* nested */ ; */\n\nselect 1;;\n  ;select \'é;𝄞\' -- why\n  ;\n\ncreate table "T" (a int) -- end',
    );
    assert.is(error, null);
    assert.equal(
      statements.map(({ index, sql, line, kind }) => [index, sql, line, kind]),
      [
        [1, 'select 1', 4, 'SelectStmt'],
        [2, "select 'é;𝄞'", 5, 'SelectStmt'],
        [3, 'create table "T" (a int)', 8, 'CreateStmt'],
      ],
    );
  });
  test('keep comments inside', async () => {
    const { statements } = await split('select 1, -- one\n  2 /* two */;');
    assert.is(statements[0]!.sql, 'select 1, -- one\n  2');
  });
  test('of a function body with semicolons are one', async () => {
    const body = 'create function f() returns int language plpgsql as $$ begin return 1; end; $$';
    const { statements } = await split(`${body};\nselect f();`);
    assert.equal(
      statements.map(({ sql }) => sql),
      [body, 'select f()'],
    );
  });
  test('of lines that end in CR LF have the right lines', async () => {
    const { statements } = await split('select 1;\r\n\r\nselect 2;\r\n');
    assert.equal(
      statements.map(({ sql, line }) => [sql, line]),
      [
        ['select 1', 1],
        ['select 2', 3],
      ],
    );
  });
  test('of an empty file and of mere comments are none', async () => {
    for (const text of ['', ' \n', '-- nothing yet\n', ';']) {
      const { statements, error } = await split(text);
      assert.equal([statements, error], [[], null]);
    }
  });
});

suite('relations that a statement names', ({ test }) => {
  const relations = async (sql: string) =>
    (await split(sql)).statements.map((statement) => statement.relations);

  test('are given as written, quoted where PostgreSQL would, once each', async () => {
    assert.equal(
      await relations(
        'select from shop.orders o join "User" u on true join shop.orders on true join "order" on true',
      ),
      [['shop.orders', '"User"', '"order"']],
    );
  });
  test('are found in DDL, in DROP and in COMMENT', async () => {
    assert.equal(
      await relations(
        `alter table a.b add foreign key (x) references c; create index on d (x); drop table e, f.g; drop index concurrently h;
        drop trigger t on i; comment on column j.k.l is ''; comment on table m is ''; truncate n; alter table o rename to p; drop function q`,
      ),
      [['a.b', 'c'], ['d'], ['e', 'f.g'], ['h'], ['i'], ['j.k'], ['m'], ['n'], ['o'], []],
    );
  });
  test('are not the names of WITH queries, in their scope', async () => {
    assert.equal(
      await relations(
        `with a as (select from a), b as (select from a) select from a, b, public.b, c;
        with recursive r as (select from r) select from r; select from r`,
      ),
      [['a', 'public.b', 'c'], [], ['r']],
    );
  });
  test('are found in an expression of a thousand operands', async () => {
    const sql = `select ${'1 + '.repeat(1000)}(select 1 from deep)`;
    assert.equal(await relations(sql), [['deep']]);
  });
  test('are not sought where an expression is too deep for the parser, which goes on working', async () => {
    assert.match((await fault(`select ${'1 + '.repeat(100_000)}1`)).message, /nests too deeply/);
    assert.equal(await relations('select from t'), [['t']]);
  });
});

suite('the transaction around a migration', ({ test }) => {
  const none = [
    'begin; select 1; commit',
    'start transaction; rollback',
    'create index concurrently on t (a)',
    'drop index concurrently i',
    'reindex table concurrently t',
    'reindex (concurrently) index i',
    'reindex schema public',
    'vacuum t',
    'cluster',
    'alter system set work_mem = 1',
    'create database d',
    'drop database d',
    "create tablespace s location '/x'",
    'drop tablespace s',
    'alter database d set tablespace s',
    'alter table p detach partition c concurrently',
    "create subscription s connection '' publication p",
    'alter subscription s refresh publication',
    'discard all',
    'do $$ begin for i in 1..3 loop update t set a = i; commit; end loop; end $$',
    'select 1; create index concurrently on t (a)',
  ];
  const own = [
    'alter table t add a int',
    'create index on t (a)',
    'reindex table t',
    'reindex (concurrently off) table t',
    'analyze t',
    'cluster t using i',
    'alter table p detach partition c finalize',
    "alter type e add value 'x'",
    'savepoint s; release s',
    "create subscription s connection '' publication p with (create_slot = false)",
    'alter database d set work_mem = 1',
    "do $$ begin raise notice 'commit'; /* commit; */ end $$",
    'refresh materialized view concurrently v',
    '',
  ];
  for (const sql of none)
    test(`none for: ${sql}`, async () => assert.is((await split(sql)).transaction, 'none'));
  for (const sql of own)
    test(`own for: ${sql}`, async () => assert.is((await split(sql)).transaction, 'own'));
});

suite('a migration that is not SQL', ({ test }) => {
  test('says PostgreSQL’s message and its line', async () => {
    assert.equal(await fault("-- é𝄞\nselect '𝄞';\nalter table t add colum x int;"), {
      message: 'syntax error at or near "int"',
      line: 3,
      hint: null,
    });
  });
  test('has the message cut where a string has no end', async () => {
    const { message, line } = await fault(`select 1;\nselect 'open\n${'x\n'.repeat(500)}`);
    assert.match(message, /^unterminated quoted string at or near "'open …$/);
    assert.is(line, 2);
  });
  test('names psql’s command', async () => {
    const { message, line, hint } = await fault('select 1;\n\\set schema shop\n');
    assert.equal([message, line], ["'\\set' is a command of psql, not SQL", 2]);
    assert.match(hint!, /Remove the '\\set' line/);
  });
  test('names what pg_dump wrote', async () => {
    const { message, hint } = await fault('\\restrict abc\nselect 1;\n\\unrestrict abc\n');
    assert.match(message, /'\\restrict' is a command of psql/);
    assert.match(hint!, /pg_dump/);
  });
  test('names an included file', async () => {
    assert.match((await fault('\\i other.sql')).hint!, /Put the included file's statements in place/);
  });
  for (const variable of [':schema', ":'schema'", ':"schema"']) {
    test(`names psql’s variable ${variable}`, async () => {
      const { message, line } = await fault(`select 1\n  from ${variable}.orders`);
      assert.equal([message, line], [`'${variable}' is a variable of psql, not SQL`, 2]);
    });
  }
  test('names a placeholder, in a quoted identifier too', async () => {
    const placeholder = '$' + '{schema}';
    for (const sql of [
      `select from\n${placeholder}.orders`,
      `select 1;\nselect from "${placeholder}".orders`,
    ]) {
      const { message, line, hint } = await fault(sql);
      assert.equal([message, line], [`'${placeholder}' is a placeholder that another tool fills in`, 2]);
      assert.match(hint!, /Write the value in place of/);
    }
  });
  test('names COPY data, at the line of its COPY', async () => {
    for (const rows of ["1\tit's\n\\.\n", '', '\\.\n']) {
      const { message, line, hint } = await fault(
        `create table t (a int);\n\nCOPY public.t (a) FROM stdin;\n${rows}`,
      );
      assert.match(message, /COPY … FROM STDIN/);
      assert.is(line, 3);
      assert.match(hint!, /INSERT/);
    }
  });
  test('is not suspected for a COPY in a comment or a string', async () => {
    const { error } = await split("-- copy t from stdin;\nselect 'copy t from stdin;'");
    assert.is(error, null);
    assert.match((await fault('-- copy t from stdin;\nselect , 1')).message, /syntax error at or near ","/);
  });
  for (const marker of ['-- migrate:down', '-- +goose Down', '-- +migrate Down', '-- //@UNDO']) {
    test(`names the section ${marker}, which would undo the migration`, async () => {
      const { message, line, hint } = await fault(`create table t ();\n${marker}\ndrop table t;`);
      assert.ok(message.includes(marker));
      assert.is(line, 2);
      assert.match(hint!, /0001_a\.down\.sql/);
    });
  }
});
