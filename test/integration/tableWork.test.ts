import type { MigrationResult, ScenarioResult } from '../../src/findings/Result.ts';
import { findingsOf, type Outcome, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const migrations = {
  '0001_base': `create table owners (id int primary key);
    create table items (id bigint primary key, owner int not null, note text, code varchar(20) not null);`,
  '0002_volatile_default': 'alter table items add column stamp timestamptz default clock_timestamp();',
  '0003_constant_default': `alter table items add column kind text not null default 'plain';`,
  '0004_set_not_null': 'alter table items alter column note set not null;',
  '0005_check_not_valid': 'alter table items add constraint owner_known check (owner > 0) not valid;',
  '0006_validate': 'alter table items validate constraint owner_known;',
  '0007_concurrently': 'create index concurrently items_note_idx on items (note);',
  '0008_index': 'create index items_code_idx on items (code);\nselect pg_sleep(0.4);',
  '0009_drop_column': 'alter table items drop column kind;',
  '0010_type': 'alter table items alter column owner type bigint;',
  '0011_wider': 'alter table items alter column code type varchar(40);',
  '0012_foreign_key':
    'alter table items add constraint items_owner_fk foreign key (id) references owners (id);',
  '0013_foreign_key_not_valid':
    'alter table items add constraint items_owner_fk_2 foreign key (id) references owners (id) not valid;',
  '0014_vacuum_full': 'vacuum full items;',
  '0015_unlogged':
    'create table beside as select * from items;\nalter table beside alter column owner type int;',
  '0016_vacuum': 'vacuum (analyze) items;',
};

suite('what a statement does to a table', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let seen: ScenarioResult;
  let outcome: Outcome;
  before(async () => {
    const one = project({
      'scenario.ts':
        scenarioText(`name: 'work', migrations: { directory: './migrations', pending: { from: '0002' } },
        data: [
          defineTable('public.owners', { id: sequence() }).rows(3000),
          defineTable('public.items', { id: sequence(), owner: uniform(1, 5), note: text({ length: 30 }), code: text({ length: 9 }) }).rows(3000),
        ],
        traffic: [
          { sql: 'select note from items where id = 7', perSecond: 40 },
          { sql: 'update items set note = note where id = 8', perSecond: 40 },
        ],
        budgets: { hold: { AccessExclusiveLock: '1 min' } }`),
      ...Object.fromEntries(Object.entries(migrations).map(([id, sql]) => [`migrations/${id}.sql`, sql])),
    });
    outcome = await shared.run(one);
    seen = one.scenario('work');
  });

  const migration = (id: keyof typeof migrations): MigrationResult =>
    seen.migrations.find((each) => each.id === id)!;
  const statement = (id: keyof typeof migrations, index = 1) => migration(id).statements[index - 1]!;
  const about = (id: keyof typeof migrations) =>
    seen.findings
      .filter(({ subject }) => subject.migration === id)
      .map(({ rule, severity }) => `${rule} ${severity}`);
  const locks = (id: keyof typeof migrations, index = 1) =>
    statement(id, index)
      .locks.filter(({ relation }) => relation === 'public.items')
      .map(({ mode }) => mode);

  /** [rewrites, scans] of the first statement, its strongest lock on the table, and the findings about its migration. */
  const does = (
    id: keyof typeof migrations,
    what: string,
    expected: { rewrites?: string[]; scans?: string[]; lock: string; findings: string[] },
  ) =>
    test(`${what}`, () => {
      const { rewrites, scans } = statement(id);
      assert.equal({ rewrites, scans }, { rewrites: expected.rewrites ?? [], scans: expected.scans ?? [] });
      // Outside a transaction only the sampler sees locks, and what lasts a few milliseconds may escape it.
      const seenLock = locks(id)[0];
      if (seenLock !== undefined || migration(id).transaction === 'own') assert.is(seenLock, expected.lock);
      assert.equal(
        about(id).filter((line) => !line.startsWith('lock/')),
        expected.findings,
      );
    });

  test('every migration is applied, and nothing fails', () => {
    assert.is(outcome.code, 0, outcome.stderr);
    assert.equal([...new Set(seen.migrations.map(({ status }) => status))], ['applied']);
    assert.equal(
      seen.findings.filter(({ severity }) => severity === 'fail'),
      [],
    );
  });

  const items = ['public.items'];
  does('0002_volatile_default', 'a volatile default rewrites the table', {
    rewrites: items,
    lock: 'AccessExclusiveLock',
    findings: ['migration/rewrite warn'],
  });
  does('0003_constant_default', 'a constant default neither rewrites nor reads it', {
    lock: 'AccessExclusiveLock',
    findings: [],
  });
  does('0004_set_not_null', 'SET NOT NULL reads it', {
    scans: items,
    lock: 'AccessExclusiveLock',
    findings: ['migration/scan warn'],
  });
  does('0005_check_not_valid', 'a constraint that is NOT VALID reads nothing', {
    lock: 'AccessExclusiveLock',
    findings: [],
  });
  does('0006_validate', 'VALIDATE CONSTRAINT reads the table and blocks nobody', {
    scans: items,
    lock: 'ShareUpdateExclusiveLock',
    findings: ['migration/scan info'],
  });
  does('0007_concurrently', 'CREATE INDEX CONCURRENTLY reads the table and blocks nobody', {
    scans: items,
    lock: 'ShareUpdateExclusiveLock',
    findings: ['migration/scan info'],
  });
  does('0008_index', 'CREATE INDEX reads the table under SHARE', {
    scans: items,
    lock: 'ShareLock',
    findings: ['migration/scan warn'],
  });
  does('0009_drop_column', 'DROP COLUMN neither rewrites nor reads it', {
    lock: 'AccessExclusiveLock',
    findings: [],
  });
  does('0010_type', 'another type rewrites it', {
    rewrites: items,
    lock: 'AccessExclusiveLock',
    findings: ['migration/rewrite warn'],
  });
  does('0011_wider', 'a longer varchar neither rewrites nor reads it', {
    lock: 'AccessExclusiveLock',
    findings: [],
  });
  does('0012_foreign_key', 'a foreign key reads the table that it is added to, and no other', {
    scans: items,
    lock: 'ShareRowExclusiveLock',
    findings: ['migration/scan warn'],
  });
  does('0013_foreign_key_not_valid', 'a foreign key that is NOT VALID reads nothing', {
    lock: 'ShareRowExclusiveLock',
    findings: [],
  });
  does('0014_vacuum_full', 'VACUUM FULL rewrites it', {
    rewrites: items,
    lock: 'AccessExclusiveLock',
    findings: ['migration/rewrite warn'],
  });
  does('0016_vacuum', 'VACUUM neither rewrites nor blocks', {
    lock: 'ShareUpdateExclusiveLock',
    findings: [],
  });

  test('a table that the migration itself makes is no table that somebody waits for', () => {
    assert.equal(statement('0015_unlogged', 2).rewrites, []);
    assert.equal(about('0015_unlogged'), []);
  });

  test('a statement that cannot run in a transaction runs without one, the others in one', () => {
    for (const id of ['0007_concurrently', '0014_vacuum_full', '0016_vacuum'] as const)
      assert.is(migration(id).transaction, 'none', id);
    for (const id of ['0002_volatile_default', '0008_index'] as const)
      assert.is(migration(id).transaction, 'own', id);
  });

  test('CREATE INDEX stalls writers and not readers, for as long as its transaction lasts', () => {
    const { holds, stalls } = migration('0008_index');
    const share = holds.find(({ relation, mode }) => relation === 'public.items' && mode === 'ShareLock')!;
    assert.is(share.statement, 1);
    assert.equal(share.blocks, ['writes', 'vacuum', 'ddl']);
    assert.ok(share.lowMs >= 400, `held for at least ${share.lowMs}`);
    assert.equal(
      [...new Set(stalls.map(({ query }) => query))],
      ['update items set note = note where id = 8'],
    );
    assert.equal(
      stalls.map(({ waitedForMode, blockedBy }) => [waitedForMode, blockedBy]),
      [['RowExclusiveLock', { migration: '0008_index', statement: 1 }]],
    );
    assert.ok(findingsOf(seen, 'lock/stall').every(({ subject }) => subject.query?.startsWith('update')));
  });

  test('a hold is an interval within the migration', () => {
    for (const { id, holds, durationMs } of seen.migrations) {
      for (const { relation, mode, lowMs, highMs } of holds) {
        const what = `${id} ${relation} ${mode}`;
        assert.ok(lowMs <= highMs, what);
        assert.ok(highMs <= durationMs.high, what);
      }
    }
  });

  test('only what wrote rows wrote much WAL', () => {
    const bytes = (id: keyof typeof migrations) => migration(id).walBytes;
    for (const id of ['0002_volatile_default', '0010_type'] as const)
      assert.ok(bytes(id) > 100_000, `${id} wrote ${bytes(id)}`);
    for (const id of [
      '0003_constant_default',
      '0005_check_not_valid',
      '0009_drop_column',
      '0011_wider',
    ] as const)
      assert.ok(bytes(id) < 100_000, `${id} wrote ${bytes(id)}`);
  });
});
