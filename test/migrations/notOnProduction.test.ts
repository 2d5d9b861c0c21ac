import { createHash } from 'node:crypto';
import { readHistory } from '../../src/migrations/readHistory.ts';
import { resolvePending } from '../../src/migrations/resolvePending.ts';
import type { ProductionHistory } from '../../src/scenario/production/Production.ts';
import { history, resolved } from '../fixtures/production/build.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown } from '../support/thrown.ts';

type Files = Record<string, string>;

async function select(files: Files, histories: ProductionHistory[], folder = '') {
  const root = temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}${path}`, text])),
  );
  const found = await resolvePending(
    await readHistory(`${root}/${folder}`),
    { production: true },
    'migrations.pending in scenario.ts',
    resolved({ migrations: histories }),
  );
  const ids = (migrations: typeof found.base) => migrations.map(({ id }) => id);
  return { ...found, base: ids(found.base), pending: ids(found.pending) };
}

const sql = (...names: string[]): Files =>
  Object.fromEntries(names.map((name) => [`${name}.sql`, 'select 1;\n']));
const numbered = sql('0001_a', '0002_b', '0003_c');

suite('pending migrations by what production has applied', ({ test }) => {
  const cases: [string, Files, ProductionHistory, string[], string?][] = [
    [
      'rails',
      sql('20240101000000_a', '20240102000000_b'),
      history('rails', ['20240101000000']),
      ['20240102000000_b'],
    ],
    ['dbmate, whose numbers may have zeros', numbered, history('dbmate', ['0001', '2']), ['0003_c']],
    [
      'ecto',
      sql('20240101000000_a', '20240102000000_b'),
      history('ecto', ['20240101000000']),
      ['20240102000000_b'],
    ],
    [
      'goose, where one was undone',
      numbered,
      history('goose', ['1', '2', { version: '2', state: 'undone' }]),
      ['0002_b', '0003_c'],
    ],
    [
      'golang-migrate, which keeps the newest',
      numbered,
      history('golang-migrate', ['2'], 'latest'),
      ['0003_c'],
    ],
    [
      'golang-migrate, which failed in the newest',
      numbered,
      history('golang-migrate', [{ version: '2', state: 'failed' }], 'latest'),
      ['0002_b', '0003_c'],
    ],
    [
      'flyway, by file name',
      sql('V1__a', 'V1_1__b', 'V2__c'),
      history('flyway', [
        { version: '1', name: 'V1__a.sql' },
        { version: '1.1', name: 'sql/V1_1__b.sql' },
      ]),
      ['V2__c'],
    ],
    [
      'flyway, by version where the file was renamed',
      sql('V1.01__a', 'V2__c'),
      history('flyway', [{ version: '1.1', name: 'V1_1__old.sql' }]),
      ['V2__c'],
    ],
    [
      'flyway, from a baseline on',
      sql('V1__a', 'V2__b', 'V3__c', 'V10__d'),
      history('flyway', [
        { version: '2', state: 'baseline' },
        { version: '3', name: 'V3__c.sql' },
      ]),
      ['V10__d'],
    ],
    [
      'flyway, whose failed one was repaired',
      sql('V1__a', 'V2__b'),
      history('flyway', [
        { version: '1', name: 'V1__a.sql', state: 'failed' },
        { version: '1', name: 'V1__a.sql' },
      ]),
      ['V2__b'],
    ],
    [
      'prisma, but what was rolled back',
      { '20240101_a/migration.sql': '', '20240102_b/migration.sql': '', '20240103_c/migration.sql': '' },
      history('prisma', ['20240101_a', { version: '20240102_b', state: 'undone' }]),
      ['20240102_b', '20240103_c'],
    ],
    [
      'diesel',
      { '2024-01-01-120000_a/up.sql': '', '2024-01-02-120000_b/up.sql': '' },
      history('diesel', ['20240101120000']),
      ['2024-01-02-120000_b'],
    ],
    [
      'drizzle, by the hash of the file',
      { '0000_a.sql': 'select 1;', '0001_b.sql': 'select 2;' },
      history('drizzle', [createHash('sha256').update('select 1;').digest('hex')]),
      ['0001_b'],
    ],
    [
      'drizzle, by the journal where a file was edited',
      {
        '0000_a.sql': 'select 11;',
        '0001_b.sql': 'select 2;',
        'meta/_journal.json': '{"entries":[{"idx":0,"when":1700000000000,"tag":"0000_a"}]}',
      },
      history('drizzle', [{ version: 'abc', name: '1700000000000' }]),
      ['0001_b'],
    ],
    [
      'knex, by name without its ending',
      sql('20240101_a', '20240102_b'),
      history('knex', ['20240101_a.js']),
      ['20240102_b'],
    ],
    [
      'node-pg-migrate',
      sql('1700000000000_a', '1700000000001_b'),
      history('node-pg-migrate', ['1700000000000_a']),
      ['1700000000001_b'],
    ],
    ['sqlx', sql('20240101_a', '20240102_b'), history('sqlx', ['20240101']), ['20240102_b']],
    ['atlas', sql('20240101_a', '20240102_b'), history('atlas', ['20240101']), ['20240102_b']],
    [
      'supabase',
      sql('20240101_a', '20240102_b'),
      history('supabase', [{ version: '20240101', name: 'a' }]),
      ['20240102_b'],
    ],
    [
      'alembic, whose head is in the name',
      sql('001_1f2e3d_a', '002_9a8b7c_b', '003_5d6e7f_c'),
      history('alembic', ['9a8b7c'], 'latest'),
      ['003_5d6e7f_c'],
    ],
    [
      'django, of the directory’s application',
      sql('0001_initial', '0002_more'),
      history('django', [
        { version: 'shop.0001_initial', name: '0001_initial' },
        { version: 'auth.0002_more', name: '0002_more' },
      ]),
      ['0002_more'],
      'shop/migrations/',
    ],
  ];
  for (const [name, files, applied, pending, folder] of cases) {
    test(`of ${name}`, async () => {
      const found = await select(files, [applied], folder);
      assert.equal(found.pending, pending);
      assert.equal(found.missing, []);
      assert.is(found.nothing, null);
    });
  }

  test('nothing is pending where production has them all', async () => {
    const { pending, base, nothing } = await select(numbered, [history('dbmate', ['1', '2', '3'])]);
    assert.equal([pending, base.length, nothing], [[], 3, 'nothing pending on production']);
  });

  test('all are pending where production has none yet', async () => {
    assert.is((await select(numbered, [history('dbmate', [])])).pending.length, 3);
  });

  test('one that was left out in between is pending, and the later ones are the base', async () => {
    const { base, pending } = await select(numbered, [history('dbmate', ['1', '3'])]);
    assert.equal([base, pending], [['0001_a', '0003_c'], ['0002_b']]);
  });

  test('what production has and the directory lacks is told, and what failed there', async () => {
    const { missing, failed, pending } = await select(numbered, [
      history('sqlx', ['1', '7', { version: '2', state: 'failed' }]),
    ]);
    assert.equal([missing, failed, pending], [['7'], ['2'], ['0002_b', '0003_c']]);
  });

  test('of two histories the one that knows the directory is taken', async () => {
    const { pending } = await select(numbered, [
      history('rails', ['9', '10']),
      history('dbmate', ['1', '2']),
    ]);
    assert.equal(pending, ['0003_c']);
  });

  test('a history of another directory is an error that shows both', async () => {
    const error = await thrown(() => select(numbered, [history('rails', ['2023', '2024'])]));
    assert.is(error.code, 'usage/pending-production');
    assert.match(error.message, /none of the 2 migrations that production has applied is in /);
    assert.match(error.detail!, /has 2023, 2024; the directory has 0001_a, 0002_b, 0003_c/);
  });

  test('two migrations of one number are an error with both ids', async () => {
    const error = await thrown(() => select(sql('1_a', '01_b', '2_c'), [history('rails', ['1'])]));
    assert.is(error.code, 'usage/production-ambiguous');
    assert.match(error.detail!, /1_a, 01_b|01_b, 1_a/);
  });

  test('without a history the grant that gives it is named', async () => {
    const root = temporaryFolder(numbered);
    const production = resolved({
      notRead: [
        {
          what: 'the applied migrations in public.schema_migrations',
          reason: 'the role monitor may not read it',
          remedy: 'GRANT SELECT ON public.schema_migrations TO monitor',
        },
      ],
    });
    const error = await thrown(async () =>
      resolvePending(await readHistory(root), { production: true }, 'here', production),
    );
    assert.match(error.hint!, /GRANT SELECT ON public\.schema_migrations TO monitor, and capture again/);
  });

  test('without production.json the way to one is named', async () => {
    const root = temporaryFolder(numbered);
    const error = await thrown(async () =>
      resolvePending(await readHistory(root), { production: true }, 'here'),
    );
    assert.is(error.exitCode, 2);
    assert.match(error.message, /there is no production\.json/);
    assert.match(error.hint!, /pgrehearse production capture/);
  });
});
