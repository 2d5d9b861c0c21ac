import { attribute, type Candidate } from '../../../src/rehearsal/command/attribute.ts';
import type { ObservedStatement } from '../../../src/rehearsal/command/ObservedStatement.ts';
import { statementsIn } from '../../../src/rehearsal/command/statementsIn.ts';
import { assert, suite } from '../../support/suite.ts';

/** Statements as one session sent them, a transaction a list. */
async function sent(...transactions: [sql: string, parameters?: string][][]): Promise<ObservedStatement[]> {
  const all: ObservedStatement[] = [];
  for (const [number, transaction] of transactions.entries())
    for (const [message, parameters = ''] of transaction)
      for (const text of await statementsIn(message))
        all.push({
          ...text,
          parameters,
          backend: 7,
          sentMs: all.length,
          endedMs: all.length + 1,
          amongOthers: false,
          extended: false,
          transaction: `7 3/${number + 1}`,
          notices: [],
          before: null,
          after: null,
          within: [],
          error: null,
        });
  return all;
}

const candidates = (...ids: string[]): Candidate[] =>
  ids.map((id) => ({ id, names: [id], numbers: [/\d+/.exec(id)?.[0] ?? id] }));

async function given(
  history: string,
  ids: string[],
  how: { writesFirst?: boolean; failed?: boolean },
  ...transactions: [sql: string, parameters?: string][][]
) {
  const tables = { history: new Set([history]), all: new Set([history, `${history}_lock`]) };
  const { work, own, unrecorded } = attribute(await sent(...transactions), candidates(...ids), {
    tables,
    writesFirst: how.writesFirst ?? false,
    failed: how.failed ?? false,
  });
  const texts = (of: readonly ObservedStatement[]) => of.map(({ sql }) => sql);
  return {
    work: Object.fromEntries([...work].map(([id, of]) => [id, texts(of)])),
    own: own.length,
    unrecorded: texts(unrecorded),
  };
}

suite('a tool’s statements', ({ test }) => {
  test('belong to the migration that is written down after them', async () => {
    const { work, own } = await given(
      'schema_migrations',
      ['1_a', '2_b'],
      {},
      [
        ['begin'],
        ['alter table t add a int'],
        ['insert into schema_migrations values ($1)', "parameters: $1 = '1'"],
        ['commit'],
      ],
      [['select pg_advisory_lock(1)']],
      [['begin'], ['alter table t add b int'], ["insert into schema_migrations values ('2')"], ['commit']],
    );
    assert.equal(work, { '1_a': ['alter table t add a int'], '2_b': ['alter table t add b int'] });
    assert.is(own, 3);
  });

  test('belong to the one whose row moves the version on, which names the one before it too', async () => {
    const { work } = await given('alembic_version', ['aaa', 'bbb'], {}, [
      ['begin'],
      ['alter table t add a int'],
      ["update alembic_version set version_num='aaa' where alembic_version.version_num = 'old'"],
      ['alter table t add b int'],
      [
        'update alembic_version set version_num=$1 where version_num = $2',
        "parameters: $1 = 'bbb', $2 = 'aaa'",
      ],
      ['commit'],
    ]);
    assert.equal(work, { aaa: ['alter table t add a int'], bbb: ['alter table t add b int'] });
  });

  test('belong to the row before them where the tool writes it first', async () => {
    const { work } = await given(
      'schema_migrations',
      ['1_a', '2_b'],
      { writesFirst: true },
      [['truncate schema_migrations; insert into schema_migrations values (1, true)']],
      [['alter table t add a int; alter table t add b int']],
      [['truncate schema_migrations; insert into schema_migrations values (1, false)']],
      [['truncate schema_migrations; insert into schema_migrations values (2, true)']],
      [['alter table t add c int']],
    );
    assert.equal(work, {
      '1_a': ['alter table t add a int', 'alter table t add b int'],
      '2_b': ['alter table t add c int'],
    });
  });

  test('that follow the row in its transaction are still that migration’s; where the tool failed, the next one’s', async () => {
    const transaction: [string][] = [
      ['begin'],
      ['alter table t add a int'],
      ["insert into pgmigrations (name) values ('1_a')"],
      ['alter table t add constraint c check (a > 0)'],
    ];
    const [well, badly] = [
      await given('pgmigrations', ['1_a', '2_b'], {}, transaction),
      await given('pgmigrations', ['1_a', '2_b'], { failed: true }, transaction),
    ];
    assert.equal([well.work['1_a']!.length, well.unrecorded], [2, []]);
    assert.equal(
      [badly.work['1_a']!.length, badly.unrecorded],
      [1, ['alter table t add constraint c check (a > 0)']],
    );
  });

  test('about its own tables, catalogs, locks and settings are its own business', async () => {
    const { work, own, unrecorded } = await given(
      'knex_migrations',
      ['1_a'],
      {},
      [
        ['select version()'],
        ['select * from information_schema.tables'],
        ['update knex_migrations_lock set is_locked = 1'],
      ],
      [
        ['set client_encoding = utf8'],
        ['select relname from pg_class'],
        ['create table knex_migrations (id int)'],
      ],
      [
        ["select setval('orders_id_seq', 7)"],
        ["insert into knex_migrations (batch, name) values (1, '1_a')"],
      ],
    );
    assert.equal(work, { '1_a': ["select setval('orders_id_seq', 7)"] });
    assert.equal([own, unrecorded], [7, []]);
  });

  test('a name goes before a number, which may stand for something else', async () => {
    const { work } = await given('knex_migrations', ['1_a', '2_b'], {}, [
      ['alter table t add b int'],
      ["insert into knex_migrations (batch, name) values (1, '2_b.js')"],
    ]);
    assert.equal(work, { '2_b': ['alter table t add b int'] });
  });
});
