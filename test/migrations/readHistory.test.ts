import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '../../src/migrations/readHistory.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

suite('a directory of migrations', ({ test }) => {
  test('is read in natural order, with ups and downs', async () => {
    const directory = temporaryFolder({
      '10_last.sql': 'select 10',
      '2_second.up.sql': 'select 2',
      '2_second.down.sql': 'select -2',
      '1_first.sql': 'select 1',
      'README.md': '',
      '.hidden.sql': '',
    });
    const history = await readHistory(directory);
    assert.is(history.layout, 'plain');
    assert.is(history.directory, directory);
    assert.equal(
      history.migrations.map(({ id, up, down }) => [id, up.statements[0]!.sql, down?.statements[0]?.sql]),
      [
        ['1_first', 'select 1', undefined],
        ['2_second', 'select 2', 'select -2'],
        ['10_last', 'select 10', undefined],
      ],
    );
    assert.is(history.migrations[1]!.down!.path, join(directory, '2_second.down.sql'));
  });
  test('may have a folder for each migration', async () => {
    const { layout, migrations } = await readHistory(
      temporaryFolder({
        '2/up.sql': 'select 2',
        '2/down.sql': 'select -2',
        '10_x/migration.sql': 'select 10',
        'migration_lock.toml': '',
      }),
    );
    assert.is(layout, 'folders');
    assert.equal(
      migrations.map(({ id, down }) => [id, down === null]),
      [
        ['2', false],
        ['10_x', true],
      ],
    );
  });
  test('may hold both directions in one file, as dbmate, goose, sql-migrate and MyBatis write them', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({
        '1_dbmate.sql': '-- migrate:up\nselect 1;\n\n-- migrate:down\nselect -1;\n',
        '2_goose.sql':
          '-- +goose Up\n-- +goose StatementBegin\nselect 2;\n-- +goose StatementEnd\n-- +goose Down\nselect -2;\n',
        '3_sql_migrate.sql': '-- +migrate Up\nselect 3;\n-- +migrate Down\n',
        '4_mybatis.sql': '-- // a note\nselect 4;\n-- //@UNDO\nselect -4;\n',
        '5_goose_alone.sql': '-- +goose Up\nselect 5;\n',
      }),
    );
    assert.equal(
      migrations.map(({ up, down }) => [
        up.statements.map(({ sql, line }) => [sql, line]),
        down?.statements.map(({ sql, line }) => [sql, line]) ?? null,
        up.error,
      ]),
      [
        [[['select 1', 2]], [['select -1', 5]], null],
        [[['select 2', 3]], [['select -2', 6]], null],
        [[['select 3', 2]], null, null],
        [[['select 4', 2]], [['select -4', 4]], null],
        [[['select 5', 2]], null, null],
      ],
    );
  });
  test('has markers only where they are comments', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({
        '1.sql':
          "-- migrate:up\nselect $$ '\n-- migrate:down\n' $$;\nselect 1;\n-- migrate:down\nselect -1;\n",
        '2.sql': "select 'ä\n-- +goose Down\n';\nselect 2;\n",
        '3.sql':
          '-- +goose Up\r\n-- +goose StatementBegin\r\ndo $$ begin\r\n-- +goose Down\r\nend $$;\r\n-- +goose StatementEnd\r\n-- +goose Down\r\nselect -3;\r\n',
      }),
    );
    assert.equal(
      migrations.map(({ up, down }) => [
        up.error,
        up.statements.map(({ line }) => line),
        down?.statements.length,
      ]),
      [
        [null, [2, 5], 1],
        [null, [1, 4], undefined],
        [null, [3], 1],
      ],
    );
  });
  test('of Flyway leaves callbacks out, and baselines beside what they stand for', async () => {
    const ids = async (...names: string[]) => {
      const { layout, migrations } = await readHistory(
        temporaryFolder(Object.fromEntries(names.map((name) => [`${name}.sql`, 'select 1']))),
      );
      return [layout, ...migrations.map(({ id }) => id)];
    };
    assert.equal(
      await ids('V1__a', 'V2__b', 'V10__c', 'B2__base', 'beforeMigrate', 'afterEachMigrate__note'),
      ['flyway', 'V1__a', 'V2__b', 'V10__c'],
    );
    assert.equal(await ids('V3__c', 'B2__base', 'R__view'), ['flyway', 'B2__base', 'V3__c', 'R__view']);
  });
  test('may have folders with files that are named as what every object has', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({ '1/up.sql': 'select 1', '1/constructor': '' }),
    );
    assert.is(migrations.length, 1);
  });
  test('may ask for no transaction, as its tool reads it', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({
        '1.sql': '-- migrate:up transaction:false\nselect 1;\n-- migrate:down\nselect -1;',
        '2.sql': '-- +goose NO TRANSACTION\n-- +goose Up\nselect 2;\n-- +goose Down\nselect -2;',
        '3.sql': '-- +migrate Up notransaction\nselect 3;',
        '4.sql': '-- no-transaction\nselect 4;',
        '5.sql': '-- atlas:txmode none\n\nselect 5;',
        '6.sql': 'select 6;\n-- no-transaction',
      }),
    );
    assert.equal(
      migrations.map(({ up, down }) => [up.transaction, down?.transaction]),
      [
        ['none', 'own'],
        ['none', 'none'],
        ['none', undefined],
        ['none', undefined],
        ['none', undefined],
        ['own', undefined],
      ],
    );
  });
  test('may be named as Flyway names them', async () => {
    const { layout, migrations } = await readHistory(
      temporaryFolder({
        'V10__ten.sql': 'select 10',
        'V1__one.sql': 'select 1',
        'V1_1__point.sql': 'select 1.1',
        'V2__two.sql': 'select 2',
        'U2__two.sql': 'select -2',
        'R__views.sql': 'select 0',
      }),
    );
    assert.is(layout, 'flyway');
    assert.equal(
      migrations.map(({ id, down }) => [id, down?.statements[0]?.sql]),
      [
        ['V1__one', undefined],
        ['V1_1__point', undefined],
        ['V2__two', 'select -2'],
        ['V10__ten', undefined],
        ['R__views', undefined],
      ],
    );
  });
  test('leaves files for other databases out, and takes those for PostgreSQL first', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({
        '1_a.up.sql': 'select 1',
        '1_a.postgres.up.sql': 'select 11',
        '1_a.mysql.up.sql': 'select `1`',
        '1_a.down.sql': 'select -1',
        '2_b.sqlite3.up.sql': 'select 2',
        '3_c.up.sql': 'select 3',
      }),
    );
    assert.equal(
      migrations.map(({ id, up, down }) => [id, up.statements[0]!.sql, down?.statements[0]?.sql]),
      [
        ['1_a', 'select 11', 'select -1'],
        ['3_c', 'select 3', undefined],
      ],
    );
  });
  test('takes no loose file beside folders for a migration, unless it is numbered', async () => {
    const { layout, migrations } = await readHistory(
      temporaryFolder({ '1_a/up.sql': 'select 1', 'dump_data.sql': 'select 2' }),
    );
    assert.equal([layout, migrations.map(({ id }) => id)], ['folders', ['1_a']]);
  });
  test('is read whole where one file has a syntax error', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({ '1.sql': 'select 1', '2.sql': '\nselect frm', '3.sql': 'selec' }),
    );
    assert.equal(
      migrations.map(({ up }) => up.error?.line ?? null),
      [null, null, 1],
    );
  });
  test('knows which tables are partitioned, for REINDEX and CLUSTER of them', async () => {
    const { migrations } = await readHistory(
      temporaryFolder({
        '1.sql': 'create table events (a int) partition by range (a); create table plain (a int)',
        '2.sql': 'create index events_a on public.events (a); create index plain_a on plain (a)',
        '3.sql': 'reindex table public.events',
        '4.sql': 'cluster events using events_a',
        '5.sql': 'reindex index events_a',
        '6.sql': 'reindex table plain; reindex index plain_a',
      }),
    );
    assert.equal(
      migrations.map(({ up }) => up.transaction),
      ['own', 'own', 'none', 'none', 'none', 'own'],
    );
  });
  test('may hold a file with a byte order mark', async () => {
    const { migrations } = await readHistory(temporaryFolder({ '1.sql': '\uFEFFselect 1' }));
    assert.is(migrations[0]!.up.statements[0]!.sql, 'select 1');
  });
  test('says which line of a file is not UTF-8', async () => {
    const text = Buffer.from("select 1;\nselect 'caf\u00e9'", 'latin1');
    const { migrations } = await readHistory(temporaryFolder({ '1.sql': text }));
    const { message, line } = migrations[0]!.up.error!;
    assert.match(message, /not encoded in UTF-8/);
    assert.is(line, 2);
  });
});

suite('a directory that is none of migrations', ({ test }) => {
  test('is said to be missing', async () => {
    const directory = join(temporaryFolder(), 'nowhere');
    const error = await thrown(() => readHistory(directory));
    assert.is(error.code, 'migrations/missing-directory');
    assert.is(error.exitCode, 2);
    assert.match(error.message, /nowhere does not exist/);
    assert.match(error.hint!, /--migrations/);
  });
  test('is said to be a file', async () => {
    const file = join(temporaryFolder({ 'a.sql': '' }), 'a.sql');
    assert.match((await thrown(() => readHistory(file))).message, /is not a directory/);
  });
  test('is told what was expected and what was found', async () => {
    const error = await thrown(() => readHistory(temporaryFolder({ 'Init.java': '', 'sub/x.txt': '' })));
    assert.is(error.code, 'migrations/none');
    assert.match(error.detail!, /Expected files such as 0001_create\.sql.*found Init\.java, sub\//);
    assert.match(error.hint!, /migrations\.command/);
    const empty = await thrown(() => readHistory(temporaryFolder()));
    assert.match(empty.detail!, /found nothing/);
  });
  test('is told of a rollback without its migration', async () => {
    const error = await thrown(() => readHistory(temporaryFolder({ '1.sql': '', '2_x.down.sql': '' })));
    assert.is(error.code, 'migrations/down-without-up');
    assert.match(wholeText(error), /2_x\.down\.sql .* no migration to undo[\s\S]*2_x\.up\.sql/);
  });
  test('is told of a migration that is written twice', async () => {
    const error = await thrown(() => readHistory(temporaryFolder({ '1_x.sql': '', '1_x.up.sql': '' })));
    assert.is(error.code, 'migrations/duplicate');
    assert.match(error.message, /'1_x' .* twice: 1_x\.sql and 1_x\.up\.sql/);
    const folder = temporaryFolder({ '1_x.sql': '' });
    const both = temporaryFolder({ '1_x.sql': '', '1_x/up.sql': '' });
    writeFileSync(join(folder, 'note.txt'), '');
    assert.is((await readHistory(folder)).migrations.length, 1);
    assert.is((await thrown(() => readHistory(both))).code, 'migrations/duplicate');
  });
});
