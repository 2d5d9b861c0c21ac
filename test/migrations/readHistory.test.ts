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
