import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { containerRestorer } from '../../src/dataset/source/containerRestorer.ts';
import { detectDump } from '../../src/dataset/source/detectDump.ts';
import { restoreSource } from '../../src/dataset/source/restoreSource.ts';
import type { PgrehearseError } from '../../src/errors.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { openQuietly } from '../support/postgresSpec.ts';
import { project, scenarioText } from '../support/project.ts';
import { rejection } from '../support/rejection.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const bin = '/usr/lib/postgresql/15/bin';

/** Must be found in no message. */
const canary = 'SECRET-CANARY';

const production = `
  create role keeper; create role app;
  create table customers (id serial primary key, email text unique);
  create table orders (id bigint primary key, customer_id int not null references customers, note text);
  insert into customers (email) select 'c' || i || '@example.com' from generate_series(1, 300) i;
  insert into orders select i, 1 + i % 300, '${canary}' from generate_series(1, 1000) i;
  create view recent as select * from orders;
  alter table customers owner to keeper;
  grant select on orders to app;
  alter table orders enable row level security;
  create policy visible on orders for select to app using (true);`;

const image = process.env['PGREHEARSE_TEST_IMAGE'] ?? null;

suite('a dump that is restored', ({ test, skip, before, after }) => {
  if (!existsSync(bin)) return skip('becomes a dataset', `no pg_dump in ${bin}`);
  let folder: string;
  let server: Server;
  const path = (name: string) => join(folder, name);
  const dump = (source: Server, name: string, ...args: string[]) =>
    execFileSync(
      join(bin, 'pg_dump'),
      ['-h', '127.0.0.1', '-p', String(source.connection.port), '-U', 'postgres', '-f', path(name), ...args],
      { stdio: 'pipe' },
    );
  before(async () => {
    folder = temporaryFolder();
    server = await localServer();
    const source = await localServer({ bin });
    try {
      const client = await source.connect('postgres');
      await client.query(production);
      await client.end();
      for (const [name, format] of [
        ['x.dump', '-Fc'],
        ['x.dir', '-Fd'],
        ['x.tar', '-Ft'],
        ['x.sql', '-Fp'],
      ] as const)
        dump(source, name, format, 'postgres');
      dump(source, 'rows.dump', '-Fc', '--data-only', 'postgres');
      dump(source, 'rows.sql', '-Fp', '--data-only', 'postgres');
      dump(source, 'schema.dump', '-Fc', '--schema-only', 'postgres');
      dump(source, 'created.sql', '-Fp', '--create', 'postgres');
      writeFileSync(path('x.sql.gz'), gzipSync(readFileSync(path('x.sql'))));
    } finally {
      await source.stop();
    }
  });
  after(() => server?.stop());

  const restored = <T>(
    name: string,
    schema: string,
    use: Parameters<typeof withDataset<T>>[3],
    request = {},
  ): Promise<T> => {
    const source = restoreSource({ path: path(name), server, timeLeftMs: () => null });
    return withDataset(server, schema, { source, ...request }, use);
  };
  const refused = async (name: string, schema = 'select'): Promise<PgrehearseError> => {
    const error = await rejection(() => restored(name, schema, async () => {}));
    const { message, detail, hint } = error;
    assert.not.match([message, detail, hint].join('\n'), new RegExp(canary));
    assert.match(hint ?? '', /\S.*\.$/);
    const client = await server.connect('postgres');
    const { rows } = await client.query(`select datname from pg_database where datname like 'pgrehearse%'`);
    await client.end();
    assert.equal(rows, []);
    return error;
  };

  for (const name of ['x.dump', 'x.dir', 'x.tar', 'x.sql', 'x.sql.gz']) {
    test(`as ${name} has its tables, rows, owners and policies, and no base beneath`, () =>
      restored(name, 'create table of_the_base ()', async (client, dataset, steps) => {
        assert.equal(
          dataset.tables.map((table) => [table.name, table.rows]),
          [
            ['public.customers', 300],
            ['public.orders', 1000],
          ],
        );
        const { rows } = await client.query(
          `select to_regclass('of_the_base') as base, (select count(*)::int from recent) as recent,
             (select tableowner from pg_tables where tablename = 'customers') as owner,
             (select polroles::regrole[]::text from pg_policy) as policy,
             has_table_privilege('app', 'orders', 'select') as granted,
             nextval('customers_id_seq')::int as next,
             (select reltuples::int from pg_class where relname = 'orders') as analyzed`,
        );
        assert.equal(rows[0], {
          base: null,
          recent: 1000,
          owner: 'keeper',
          policy: '{app}',
          granted: true,
          next: 301,
          analyzed: 1000,
        });
        assert.match(steps.join('\n'), /restoring .*x\.\S+ \(\w+, by (pg_restore|psql) \d+\.\d+/);
      }));
  }

  const tables = `create table customers (id serial primary key, email text unique);
    create table orders (id bigint primary key, customer_id int not null references customers, note text);`;
  for (const name of ['rows.dump', 'rows.sql']) {
    test(`as ${name}, of rows alone, goes into the base`, () =>
      restored(
        name,
        `${tables} comment on table orders is 'of the base'`,
        async (client) => {
          const { rows } = await client.query(
            `select count(*)::int, obj_description('orders'::regclass) as comment,
               nextval('customers_id_seq')::int as next from orders`,
          );
          assert.equal(rows[0], { count: 1001, comment: 'of the base', next: 301 });
        },
        { fixtures: [{ path: 'more.sql', statements: ["insert into orders values (-1, 1, 'more')"] }] },
      ));
  }

  test('has the same key when it is restored again, and another one for other rows', async () => {
    const key = (name: string) => restored(name, tables, async (_client, dataset) => dataset.key);
    assert.is(await key('rows.dump'), await key('rows.dump'));
    assert.is.not(await key('rows.dump'), await key('x.dump'));
  });

  test('half-way refused by the server tells the table and the row, and no value', async () => {
    const strict = tables.replace('note text', 'note varchar(3)');
    for (const name of ['rows.dump', 'rows.sql']) {
      const { code, detail } = await refused(name, strict);
      assert.is(code, 'data/restore-failed');
      assert.match(detail!, /value too long for type character varying\(3\)/);
      assert.match(detail!, /row 1 of orders, column note/);
      assert.match(detail!, name === 'rows.sql' ? /22001.*line \d+ of .*rows\.sql/s : /TABLE DATA orders/);
    }
  });
  test('with a value that its type refuses keeps it to itself', async () => {
    const numbers = tables.replace('note text', 'note int');
    const { detail } = await refused('rows.dump', numbers);
    assert.match(detail!, /invalid input syntax for type integer: …/);
  });
  test('whose trigger says something keeps it to itself', async () => {
    const shouting = `${tables} create function shout() returns trigger language plpgsql as
      $$ begin raise exception 'refused %', new.note; end $$;
      create trigger shouts before insert on orders for each row execute function shout();
      alter table orders enable always trigger shouts;`;
    const { detail } = await refused('rows.dump', shouting);
    assert.match(detail!, /its message is not shown, since it may hold a value of a row/);
  });
  test('into a base that has such rows says which constraint, and what to do', async () => {
    const { detail, hint } = await refused('rows.dump', `${tables} insert into customers values (7, 'x')`);
    assert.match(detail!, /duplicate key value violates unique constraint "customers_pkey"/);
    assert.match(hint!, /--exclude-table-data/);
  });
  test('whose table of contents was cut is refused', async () => {
    writeFileSync(path('contents.dump'), readFileSync(path('x.dump')).subarray(0, 600));
    const { code } = await refused('contents.dump');
    assert.is(code, 'data/restore-cut');
  });

  for (const name of ['x.sql', 'x.sql.gz'])
    test(`in plain format that was cut is refused: ${name}`, async () => {
      const whole = readFileSync(path(name));
      writeFileSync(path(`cut.${name}`), whole.subarray(0, whole.length * 0.7));
      const { code } = await refused(`cut.${name}`);
      assert.is(code, 'data/restore-cut');
    });

  test('that was cut is refused', async () => {
    const whole = readFileSync(path('x.dump'));
    writeFileSync(path('cut.dump'), whole);
    truncateSync(path('cut.dump'), whole.length - 200);
    const { code, detail } = await refused('cut.dump');
    assert.is(code, 'data/restore-failed');
    assert.match(detail!, /could not (read from|find block)/);
  });
  test('of a newer server is refused, with the version to ask for', async () => {
    const older = readFileSync(path('x.dump'));
    const patched = Buffer.from(older.toString('latin1').replace('15.', '97.'), 'latin1');
    writeFileSync(path('newer.dump'), patched);
    writeFileSync(path('newer.sql'), '-- Dumped from database version 97.1\ncreate table t ();\n');
    for (const name of ['newer.dump', 'newer.sql']) {
      const { code, message, hint } = await refused(name);
      assert.is(code, 'data/restore-version');
      assert.match(message, /is of PostgreSQL 97\.\d+, newer than the server/);
      assert.match(hint!, /postgres\.version to 97/);
    }
  });
  test('without rows is refused', async () => {
    assert.is((await refused('schema.dump')).code, 'data/restore-empty');
  });
  test('that creates a database itself is refused', async () => {
    assert.is((await refused('created.sql')).code, 'data/restore-create');
  });
  test('that is none, or cannot be read, is refused', async () => {
    writeFileSync(path('empty'), '');
    writeFileSync(path('image'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
    writeFileSync(path('x.zst'), Buffer.from('28b52ffd0102', 'hex'));
    writeFileSync(path('x.dump.gz'), gzipSync(readFileSync(path('x.dump'))));
    mkdirSync(path('folder'));
    for (const [name, says] of [
      ['empty', /It is empty/],
      ['image', /neither text nor an archive/],
      ['x.zst', /compressed with zstd/],
      ['x.dump.gz', /custom format inside gzip/],
      ['folder', /a folder without toc\.dat/],
    ] as const) {
      const { code, detail } = await refused(name);
      assert.is(code, 'data/restore-format', name);
      assert.match(detail!, says);
    }
    assert.is((await refused('missing')).code, 'data/restore-unreadable');
  });
  test('needs a program that can read it, and says what was looked for', async () => {
    const broken = Buffer.from(readFileSync(path('x.dump')));
    // The archive's minor version, behind `PGDMP` and the major one.
    broken[6] = 99;
    writeFileSync(path('future.dump'), broken);
    const { code, detail } = await refused('future.dump');
    assert.is(code, 'server/no-restore-program');
    assert.match(detail!, /pg_restore \(15\.\d+\): .*unsupported version/);
  });

  const inContainer = 'without a program of this machine is restored by those of the container';
  if (image === null) skip(inContainer, 'no Docker engine: set PGREHEARSE_TEST_IMAGE');
  else
    test(inContainer, async () => {
      const container = await openQuietly({ server: 'container', image });
      try {
        for (const name of ['x.dump', 'x.dir', 'x.tar', 'x.sql', 'x.sql.gz']) {
          const dump = await detectDump(path(name));
          const program = dump.format === 'plain' ? 'psql' : 'pg_restore';
          const found = await containerRestorer(container.programs!, program, dump);
          assert.ok('restorer' in found, JSON.stringify(found));
          await withDataset(
            container,
            'select',
            { source: restoreSource({ path: path(name), server: container, timeLeftMs: () => null, found }) },
            async (_client, dataset, steps) => {
              assert.equal(
                dataset.tables.map(({ rows }) => rows),
                [300, 1000],
              );
              assert.match(steps.join('\n'), new RegExp(`by ${program} 15\\.\\d+ of the container`));
            },
          );
        }
      } finally {
        await container.stop();
      }
    });

  test('is what a scenario can ask for, and is kept for the next run', async () => {
    const cache = temporaryFolder();
    const from = project(
      {
        'scenario.ts': scenarioText(
          `name: 'restored', migrations: { directory: './migrations' }, data: { restore: 'x.dump' }`,
        ),
        'migrations/0001_base.sql': 'create table of_the_base ();\n',
        'migrations/0002_add.sql': 'alter table orders add column region text;\n',
      },
      { PGREHEARSE_CACHE: cache },
    );
    writeFileSync(join(from.folder, 'x.dump'), readFileSync(path('x.dump')));
    const first = await from.call('run', '--server', 'embedded');
    assert.is(first.code, 0, first.stderr);
    const { dataset } = from.scenario('restored');
    assert.is(dataset!.tables.length, 2);
    assert.is(dataset!.cached, false);
    const second = await from.call('run', '--server', 'embedded', '-v');
    assert.is(second.code, 0, second.stderr);
    assert.is(from.scenario('restored').dataset!.cached, true);
    assert.is(from.scenario('restored').dataset!.key, dataset!.key);
    assert.not.match(second.stderr, /restoring/);
    assert.not.match(
      first.stderr +
        second.stderr +
        from.read('.pgrehearse/result.json') +
        from.read('.pgrehearse/report.html'),
      new RegExp(canary),
    );
  });
});
