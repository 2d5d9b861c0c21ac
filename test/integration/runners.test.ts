import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { runner as nodePgMigrate } from 'node-pg-migrate';
import type { RunnerName, TransactionPolicy } from '../../src/scenario/runnerNames.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { noted, notedDatabase, playedTransactions } from '../support/playedTransactions.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const concurrently = 'create index concurrently seen_what on seen (what);';

interface Case {
  files: Record<string, string>;
  runner: RunnerName;
  transaction?: TransactionPolicy;
  /** Committed statements, by transaction. */
  transactions: string[][];
  failed?: string;
  /** Of the evidence, by migration. */
  policies: TransactionPolicy[];
}

/** As each tool's documentation or source has it. */
const cases: Record<string, Case> = {
  'plain: each file by itself, and what cannot run in a transaction alone': {
    files: { '1_a.sql': noted('a', 'b'), '2_c.sql': `${noted('c')}\n${concurrently}\n${noted('d')}` },
    runner: 'plain',
    transactions: [['a', 'b'], ['c'], ['d']],
    policies: ['own', 'none'],
  },
  'golang-migrate: each file is one query': {
    files: {
      '1_a.up.sql': noted('a', 'b'),
      '1_a.down.sql': '',
      '2_c.up.sql': concurrently,
      '10_d.up.sql': `${noted('c')} begin; ${noted('d')} commit; ${noted('e', 'f')}`,
      '../go.mod': 'require github.com/golang-migrate/migrate/v4 v4.18.1',
    },
    runner: 'golang-migrate',
    transactions: [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ],
    policies: ['implicit', 'none', 'implicit'],
  },
  'golang-migrate: what cannot run in a transaction fails beside another statement': {
    files: {
      '1_a.up.sql': noted('a'),
      '2_b.up.sql': `${noted('b')}\n${concurrently}`,
      '../go.mod': 'require github.com/golang-migrate/migrate/v4 v4.18.1',
    },
    runner: 'golang-migrate',
    transactions: [['a']],
    failed: '25001',
    policies: ['implicit', 'implicit'],
  },
  'golang-migrate with x-multi-statement: each statement by itself': {
    files: {
      '1_a.up.sql': `${noted('a', 'b')}\n${concurrently}`,
      '../go.mod': 'require github.com/golang-migrate/migrate/v4 v4.18.1',
    },
    runner: 'golang-migrate',
    transaction: 'none',
    transactions: [['a'], ['b']],
    policies: ['none'],
  },
  'dbmate: a transaction for each file, in the order of their names as text': {
    files: {
      '10_b.sql': `-- migrate:up\n${noted('c', 'd')}\n-- migrate:down\n${noted('down')}`,
      '1_a.sql': `-- migrate:up\n${noted('a', 'b')}\n-- migrate:down`,
      '2_c.sql': `-- migrate:up transaction:false\n${concurrently}\n-- migrate:down`,
    },
    runner: 'dbmate',
    transactions: [
      ['c', 'd'],
      ['a', 'b'],
    ],
    policies: ['own', 'own', 'none'],
  },
  'dbmate: a section without transaction is still one query': {
    files: { '1_a.sql': `-- migrate:up transaction:false\n${noted('a')}\n${concurrently}\n-- migrate:down` },
    runner: 'dbmate',
    transactions: [],
    failed: '25001',
    policies: ['implicit'],
  },
  'dbmate: what cannot run in a transaction fails without the marker': {
    files: { '1_a.sql': `-- migrate:up\n${concurrently}\n-- migrate:down` },
    runner: 'dbmate',
    transactions: [],
    failed: '25001',
    policies: ['own'],
  },
  'flyway: versions, then repeatable ones by description; non-transactional files by themselves': {
    files: {
      'R__b.sql': noted('r b'),
      'R__a.sql': noted('r a', 'r a 2'),
      'V10__x.sql': noted('v10', 'v10 2'),
      'V2__y.sql': concurrently,
      'V3__z.sql': `${noted('v3')}\nreindex index concurrently seen_what;`,
      'V3__z.sql.conf': 'executeInTransaction=false\n',
      'beforeMigrate.sql': noted('callback'),
    },
    runner: 'flyway',
    transactions: [['v3'], ['v10', 'v10 2'], ['r a', 'r a 2'], ['r b']],
    policies: ['none', 'none', 'own', 'own', 'own'],
  },
  'flyway: refuses a file that mixes both, and sends nothing of it': {
    files: { 'V1__a.sql': `${noted('a')}\n${concurrently}` },
    runner: 'flyway',
    transactions: [],
    failed: '25001',
    policies: ['own'],
  },
  'flyway: sends what it does not know in a transaction, where PostgreSQL refuses it': {
    files: { 'V1__a.sql': 'reindex table concurrently seen;' },
    runner: 'flyway',
    transactions: [],
    failed: '25001',
    policies: ['own'],
  },
  'flyway with mixed: by themselves': {
    files: { 'V1__a.sql': `${noted('a', 'b')}\n${concurrently}`, 'flyway.conf': 'flyway.mixed=true\n' },
    runner: 'flyway',
    transactions: [['a'], ['b']],
    policies: ['none'],
  },
  'flyway with group: all in one': {
    files: { 'V1__a.sql': noted('a'), 'V2__b.sql': noted('b'), 'flyway.toml': '[flyway]\ngroup = true\n' },
    runner: 'flyway',
    transactions: [['a', 'b']],
    policies: ['shared', 'shared'],
  },
  'prisma: each file is one query': {
    files: {
      'migration_lock.toml': 'provider = "postgresql"',
      '20240102_b/migration.sql': noted('c', 'd'),
      '20240101_a/migration.sql': noted('a', 'b'),
      '20240103_c/migration.sql': concurrently,
    },
    runner: 'prisma',
    transactions: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    policies: ['implicit', 'implicit', 'none'],
  },
  'prisma from 7.4 on: each statement by itself': {
    files: {
      '1/migration.sql': `${noted('a', 'b')}\n${concurrently}`,
      'package.json': '{ "devDependencies": { "prisma": "^7.5.0" } }',
    },
    runner: 'prisma',
    transactions: [['a'], ['b']],
    policies: ['none'],
  },
  'drizzle: all in one, in the order of the journal': {
    files: {
      'meta/_journal.json': '{ "entries": [{ "tag": "0001_b" }, { "tag": "0000_a" }] }',
      '0000_a.sql': `${noted('c')}\n--> statement-breakpoint\n${noted('d')}`,
      '0001_b.sql': noted('a', 'b'),
      '0002_left.sql': noted('not in the journal'),
    },
    runner: 'drizzle',
    transactions: [['a', 'b', 'c', 'd']],
    policies: ['shared', 'shared'],
  },
  'drizzle: a failure takes all back': {
    files: {
      '0001_a/migration.sql': noted('a'),
      '0001_a/snapshot.json': '{}',
      '0002_b/migration.sql': `${noted('b')}\n--> statement-breakpoint\n${concurrently}`,
      '0002_b/snapshot.json': '{}',
    },
    runner: 'drizzle',
    transactions: [],
    failed: '25001',
    policies: ['shared', 'shared'],
  },
  'diesel: a transaction for each folder, unless metadata.toml says no': {
    files: {
      '2024-01-02-000000_b/up.sql': concurrently,
      '2024-01-02-000000_b/metadata.toml': 'run_in_transaction = false\n',
      '2024-01-01-000000_a/up.sql': noted('a', 'b'),
      '2024-01-01-000000_a/down.sql': noted('down'),
    },
    runner: 'diesel',
    transactions: [['a', 'b']],
    policies: ['own', 'none'],
  },
  'diesel: without transaction, a file is still one query': {
    files: {
      '1_b/up.sql': `${noted('a')}\n${concurrently}`,
      '1_b/metadata.toml': 'run_in_transaction = false\n',
    },
    runner: 'diesel',
    transactions: [],
    failed: '25001',
    policies: ['implicit'],
  },
  'goose: a transaction for each file, unless it says no; queries end at lines': {
    files: {
      '1_a.sql': `-- +goose Up\n${noted('a', 'b')}\n-- +goose Down\n${noted('down')}`,
      '2_b.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${noted('c', 'd')}\n${concurrently}\n`,
      '10_c.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\n${noted('e', 'f')}\n-- +goose StatementEnd\n${noted('g')} ${noted('h')}`,
    },
    runner: 'goose',
    transactions: [['a', 'b'], ['c'], ['d'], ['e', 'f'], ['g', 'h']],
    policies: ['own', 'none', 'none'],
  },
  'goose: one query of several statements allows no index to be built concurrently': {
    files: {
      '1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\n${noted('a')}\n${concurrently}\n-- +goose StatementEnd\n`,
    },
    runner: 'goose',
    transactions: [],
    failed: '25001',
    policies: ['none'],
  },
  'sql-migrate: a transaction for each file, unless its section says no': {
    files: {
      '1_a.sql': `-- +migrate Up\n${noted('a', 'b')}\n-- +migrate Down\n`,
      '2_b.sql': `-- +migrate Up notransaction\n${noted('c', 'd')}\n${concurrently}\n`,
    },
    runner: 'sql-migrate',
    transactions: [['a', 'b'], ['c'], ['d']],
    policies: ['own', 'none'],
  },
  'node-pg-migrate: all in one': {
    files: {
      '1_a.sql': `-- Up Migration\n${noted('a', 'b')}\n-- Down Migration\n${noted('down')}`,
      '2_b.sql': `-- Up Migration\n${noted('c')}\n`,
    },
    runner: 'node-pg-migrate',
    transactions: [['a', 'b', 'c']],
    policies: ['shared', 'shared'],
  },
  'node-pg-migrate with --no-single-transaction: each file by itself': {
    files: {
      '1_a.sql': `-- Up Migration\n${noted('a', 'b')}`,
      '2_b.sql': `-- Up Migration\n${noted('c')}\n`,
    },
    runner: 'node-pg-migrate',
    transaction: 'own',
    transactions: [['a', 'b'], ['c']],
    policies: ['own', 'own'],
  },
  'sqlx: a transaction for each file, unless its first line says no': {
    files: { '1_a.sql': noted('a', 'b'), '2_b.sql': `-- no-transaction\n${concurrently}` },
    runner: 'sqlx',
    transactions: [['a', 'b']],
    policies: ['own', 'none'],
  },
  'atlas: a transaction for each file, unless its directive says no': {
    files: {
      'atlas.sum': 'h1:',
      '1.sql': noted('a', 'b'),
      '2.sql': `-- atlas:txmode none\n\n${noted('c')}\n${concurrently}`,
    },
    runner: 'atlas',
    transactions: [['a', 'b'], ['c']],
    policies: ['own', 'none'],
  },
  'MyBatis: a transaction for each file': {
    files: {
      'bootstrap.sql': noted('bootstrap'),
      '1_a.sql': `-- // a\n${noted('a', 'b')}\n-- //@UNDO\n${noted('undo')}`,
    },
    runner: 'mybatis',
    transactions: [['a', 'b']],
    policies: ['own'],
  },
};

suite('migrations are run as their tool runs them', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  for (const [fact, expected] of Object.entries(cases))
    test(fact, async () => {
      const seen = await playedTransactions(server, expected.files, {
        transaction: expected.transaction ?? null,
      });
      assert.equal([seen.runner.name, seen.runner.how], [expected.runner, 'detected']);
      assert.equal(seen.transactions, expected.transactions);
      assert.is(seen.failed, expected.failed ?? null);
      assert.equal(
        seen.evidence.map(({ transaction }) => transaction),
        expected.policies,
      );
    });

  test('Drizzle’s own migrator runs its files in the same transactions', async () => {
    const files = {
      'meta/_journal.json': JSON.stringify({
        entries: [
          { tag: '0000_a', when: 1, breakpoints: true },
          { tag: '0001_b', when: 2, breakpoints: true },
        ],
      }),
      '0000_a.sql': `${noted('a')}\n--> statement-breakpoint\n${noted('b')}`,
      '0001_b.sql': noted('c', 'd'),
    };
    const { database, transactions } = await notedDatabase(server);
    const client = await server.connect(database);
    await migrate(drizzle(client), { migrationsFolder: temporaryFolder(files) }).finally(() => client.end());
    assert.equal((await playedTransactions(server, files)).transactions, await transactions());
  });

  test('node-pg-migrate itself runs its files in the same transactions', async () => {
    const up = (text: string) => `-- Up Migration\n${text}\n-- Down Migration\n${noted('down')}\n`;
    const histories = [
      { '1_a.sql': up(noted('a', 'b')), '2_b.sql': up(noted('c')) },
      { '1_a.sql': up(noted('a')), '2_b.sql': up(`${noted('b')} commit; ${noted('c', 'd')}`) },
      { '1_a.sql': up(noted('a')), '2_b.sql': up(`${noted('b')}\n${concurrently}`) },
      { '1_a.sql': up(noted('a')), '2_b.sql': up(concurrently) },
    ];
    for (const files of histories)
      for (const singleTransaction of [true, false]) {
        const { database, transactions } = await notedDatabase(server);
        const dbClient = await server.connect(database);
        const failed = await nodePgMigrate({
          dbClient,
          dir: temporaryFolder(files),
          direction: 'up',
          migrationsTable: 'pgmigrations',
          singleTransaction,
          log: () => undefined,
        }).then(
          () => null,
          (error: { code?: string }) => error.code ?? 'unknown',
        );
        await dbClient.end();
        const played = await playedTransactions(server, files, {
          transaction: singleTransaction ? null : 'own',
        });
        const what = `${Object.values(files).join('')} ${singleTransaction}`;
        assert.equal([played.failed, played.transactions], [failed, await transactions()], what);
      }
  });

  test('an implicit block refuses what BEGIN … COMMIT would allow', async () => {
    const files = (sql: string) => ({
      '1_a.up.sql': `${noted('a')}\n${sql}\n${noted('b')}`,
      '1_a.down.sql': '',
    });
    const golang = { runner: { name: 'golang-migrate', origin: 'the test' } } as const;
    for (const sql of ['savepoint s;', 'commit and chain;']) {
      const { failed, transactions } = await playedTransactions(server, files(sql), golang);
      assert.equal([failed, transactions], ['25P01', []], sql);
      const { database, transactions: real } = await notedDatabase(server);
      const client = await server.connect(database);
      const code = await client.query(files(sql)['1_a.up.sql']).then(
        () => null,
        (error: { code: string }) => error.code,
      );
      await client.end();
      assert.equal([code, await real()], ['25P01', []], `one query with ${sql}`);
    }
  });

  test('what PostgreSQL itself makes of one query is what is played of it', async () => {
    const golang = { runner: { name: 'golang-migrate', origin: 'the test' } } as const;
    const texts = [
      `${noted('a', 'b')}`,
      `${noted('a')} commit; ${noted('b', 'c')}`,
      `${noted('a')} rollback; ${noted('b', 'c')}`,
      `begin; ${noted('a')} commit; ${noted('b')} begin; ${noted('c')} commit; ${noted('d')}`,
      `${noted('a')} begin; ${noted('b')} savepoint s; ${noted('c')} rollback to s; commit;`,
      `${noted('a')} commit; vacuum seen;`,
      `lock table seen; ${noted('a')}`,
      'lock table seen',
      'vacuum seen',
      `${noted('a')} commit; ${noted('b')} select 1 / 0;`,
    ];
    for (const text of texts) {
      const { database, transactions } = await notedDatabase(server);
      const client = await server.connect(database);
      const code = await client.query(text).then(
        () => null,
        (error: { code: string }) => error.code,
      );
      await client.end();
      const played = await playedTransactions(server, { '1_a.up.sql': text }, golang);
      assert.equal([played.failed, played.transactions], [code, await transactions()], text);
    }
  });
});
