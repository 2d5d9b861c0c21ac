import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '../../src/migrations/readHistory.ts';
import { resolvePending } from '../../src/migrations/resolvePending.ts';
import type { PendingSpec } from '../../src/scenario/Scenario.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

suite('pending migrations by id and by number', ({ test, before }) => {
  let directory = '';
  before(() => {
    const names = ['0001_create', '0002_index', '0003_region', '0003_regions', '0010_drop', '0011_last'];
    directory = temporaryFolder(Object.fromEntries(names.map((name) => [`${name}.sql`, ''])));
  });
  const select = async (pending: PendingSpec) => {
    const { base, pending: selected, nothing } = await resolvePending(await readHistory(directory), pending);
    assert.is(nothing, null);
    return [base.length, selected[0]!.id, selected.length];
  };

  test('from is inclusive and matches an id', async () => {
    assert.equal(await select({ from: '0003_region' }), [2, '0003_region', 4]);
  });
  test('from matches a leading number, leading zeros ignored', async () => {
    for (const from of ['2', '0002', '00002']) assert.equal(await select({ from }), [1, '0002_index', 5]);
    assert.equal(await select({ from: '10' }), [4, '0010_drop', 2]);
  });
  test('from matches a date, or a version with its V, up to the mark behind it', async () => {
    const dated = ['2026-07-08-184840-0000_first', '2026-07-27-143313-0000_second', 'V0026.Third'];
    const elsewhere = temporaryFolder(Object.fromEntries(dated.map((name) => [`${name}.sql`, ''])));
    const history = await readHistory(elsewhere);
    const first = async (from: string) => (await resolvePending(history, { from })).pending[0]!.id;
    assert.is(await first('2026-07-27'), '2026-07-27-143313-0000_second');
    assert.is(await first('V0026'), 'V0026.Third');
    assert.is((await thrown(() => first('2026-07-2'))).code, 'usage/pending-not-found');
    assert.is((await thrown(() => first('2026-07'))).code, 'usage/pending-ambiguous');
  });
  test('last takes the latest', async () => {
    assert.equal(await select({ last: 2 }), [4, '0010_drop', 2]);
    assert.equal(await select({ last: 6 }), [0, '0001_create', 6]);
  });
  test('a number that matches twice is an error with both ids', async () => {
    const error = await thrown(() => select({ from: '3' }));
    assert.is(error.code, 'usage/pending-ambiguous');
    assert.is(error.exitCode, 2);
    assert.match(error.message, /'3' matches 2 migrations in .*: 0003_region, 0003_regions/);
  });
  test('an id that matches nothing is an error with near ids', async () => {
    const error = await thrown(() => select({ from: '0003_regon' }));
    assert.is(error.code, 'usage/pending-not-found');
    assert.match(
      wholeText(error),
      /matches '0003_regon'[\s\S]*0003_region, 0003_regions[\s\S]*Did you mean '0003_region'\?/,
    );
    assert.is(error.source, 'migrations.pending');
    assert.match((await thrown(() => select({ from: `1${'0'.repeat(30)}` }))).detail!, /0010_drop/);
  });
  test('part of a number or of a name does not match', async () => {
    for (const from of ['1_create', '0001_', '000', ''])
      assert.is((await thrown(() => select({ from }))).code, 'usage/pending-not-found');
  });
  test('more than there are is an error', async () => {
    const error = await thrown(() => select({ last: 7 }));
    assert.is(error.code, 'usage/pending-last');
    assert.match(error.message, /last 7 migrations were asked for, but .* has 6/);
  });
});

suite('pending migrations by git revision', ({ test, before }) => {
  let root = '';
  let directory = '';
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      stdio: 'pipe',
    });
  const commit = (name: string) => {
    writeFileSync(join(directory, name), 'select 1');
    git('add', '.');
    git('commit', '-qm', name);
  };
  const ids = async (since: string) => {
    const { base, pending, nothing } = await resolvePending(
      await readHistory(directory),
      { since },
      '--pending-since',
    );
    return { base: base.map(({ id }) => id), pending: pending.map(({ id }) => id), nothing };
  };
  before(() => {
    root = temporaryFolder({ 'db/migrations/1_a.sql': '' });
    directory = join(root, 'db/migrations');
    git('init', '-q', '-b', 'main');
    commit('1_a.sql');
    git('tag', 'v1');
    commit('2_b.sql');
  });

  test('are those added since, uncommitted and untracked ones included', async () => {
    assert.equal(await ids('v1'), { base: ['1_a'], pending: ['2_b'], nothing: null });
    writeFileSync(join(directory, '3_c.sql'), '');
    assert.equal((await ids('v1')).pending, ['2_b', '3_c']);
    git('add', '.');
    assert.equal((await ids('HEAD')).pending, ['3_c']);
    git('commit', '-qm', 'c');
  });
  test('may be none, which is said', async () => {
    git('tag', 'v1.42.0');
    assert.equal(await ids('v1.42.0'), {
      base: ['1_a', '2_b', '3_c'],
      pending: [],
      nothing: 'nothing pending since v1.42.0',
    });
  });
  test('count from where the histories parted', async () => {
    git('checkout', '-qb', 'other', 'v1');
    commit('2_other.sql');
    git('checkout', '-q', 'main');
    writeFileSync(join(directory, '2_other.sql'), '');
    assert.equal((await ids('other')).pending, ['2_b', '2_other', '3_c']);
    git('clean', '-qf');
  });
  test('cannot be told by an unknown revision', async () => {
    for (const revision of ['v9', '--all', '-h', 'HEAD:db']) {
      const error = await thrown(() => ids(revision));
      assert.is(error.code, 'usage/pending-since');
      assert.is(error.message, `git knows no revision '${revision}'`);
      assert.is(error.source, '--pending-since');
      assert.match(error.hint!, /fetch-depth/);
    }
  });
  test('cannot be told outside a repository', async () => {
    const history = await readHistory(temporaryFolder({ '1.sql': '' }));
    const error = await thrown(() => resolvePending(history, { since: 'v1' }));
    assert.match(error.message, /is not in a git repository/);
  });
  test('cannot be told without git', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      assert.match((await thrown(() => ids('v1'))).detail!, /git was not found on PATH/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
