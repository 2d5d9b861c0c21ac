import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Client } from 'pg';
import type { Production } from '../../src/scenario/production/Production.ts';
import { parseProduction } from '../../src/scenario/production/readProduction.ts';
import type { Server } from '../../src/server/Server.ts';
import { captureProduction } from '../../src/server/target/captureProduction.ts';
import {
  type CaptureOptions,
  productionSql,
  productionStatements,
} from '../../src/server/target/productionScript.ts';
import { localServer } from '../support/localServer.ts';
import { fillMarked, markedColumns, marker, marks } from '../support/markedDatabase.ts';
import { project } from '../support/project.ts';
import { rejection } from '../support/rejection.ts';
import { standbyOf } from '../support/standby.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const debian = '/usr/lib/postgresql/15/bin';
const psql = `${debian}/psql`;
const plain: CaptureOptions = { schemas: null, values: [], exact: false };

const urlOf = (server: Server, database: string, user = 'postgres') =>
  `postgresql://${user}@127.0.0.1:${server.connection.port}/${database}`;

const capture = async (url: string, options: Partial<CaptureOptions> = {}): Promise<Production> =>
  parseProduction(await captureProduction(url, { ...plain, ...options }), 'the capture');

/** As a DBA would: the script in a file, its output in another. */
function byPsql(url: string, options: Partial<CaptureOptions> = {}): string {
  const folder = temporaryFolder({ 'production.sql': productionSql({ ...plain, ...options }) });
  return execFileSync(psql, ['-XAtq', '-f', `${folder}/production.sql`, url], { encoding: 'utf8' });
}

const timeless = (text: string) => text.replace(/"capturedAt": "[^"]*"/, '');

for (const bin of [undefined, debian]) {
  suite(`production.json of ${bin ? 'PostgreSQL 15' : 'PostgreSQL 18'}`, ({ test, skip, before, after }) => {
    if (bin && !existsSync(bin)) {
      skip('is captured', `no ${bin}`);
      return;
    }
    let server: Server;
    let owner: Client;
    let database: string;
    before(async () => {
      server = await localServer(bin ? { bin } : {});
      database = await server.createDatabase('marked');
      owner = await server.connect(database);
      await fillMarked(owner, database);
      await owner.query(`
        CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor;
        CREATE ROLE reader LOGIN BYPASSRLS; GRANT pg_read_all_data TO reader;
        CREATE ROLE nobody_at_all LOGIN;`);
    });
    after(async () => {
      await owner.end();
      await server.stop();
    });

    for (const exact of [false, true]) {
      const how = exact ? ', counted exactly' : '';
      test(`holds no value of any row${how}`, async () => {
        const text = await captureProduction(urlOf(server, database), { ...plain, exact });
        for (const mark of marks) assert.not.ok(text.includes(mark), `${mark} in ${around(text, mark)}`);
      });

      test(`psql and capture give the same text${how}`, async () => {
        if (!existsSync(psql)) return;
        const url = urlOf(server, database);
        assert.is(
          timeless(byPsql(url, { exact })),
          timeless(await captureProduction(url, { ...plain, exact })),
        );
      });
    }

    test('statistics were there to be leaked', async () => {
      const { rows } = await owner.query<{ count: string }>(
        `SELECT count(*) FROM pg_stats WHERE tablename = 'marked' AND concat(most_common_vals::text, histogram_bounds::text) LIKE '%${marker}%'`,
      );
      assert.ok(Number(rows[0]!.count) >= 10, `${rows[0]!.count} columns`);
    });

    test('--values gives the values of the named columns only', async () => {
      const { tables } = await capture(urlOf(server, database), {
        values: ['child.code', 'public.marked.secret'],
      });
      assert.equal(tables['public.child']!.columns['code']!.mostCommonVals, [marker]);
      assert.ok(tables['public.marked']!.columns['secret']!.histogramVals!.length > 10);
      delete tables['public.child']!.columns['code'];
      delete tables['public.marked']!.columns['secret'];
      for (const mark of marks) assert.not.ok(JSON.stringify(tables).includes(mark), mark);
    });

    test('--values of any type never keeps the rest from being captured', async () => {
      await owner.query(
        `CREATE TABLE boxes AS SELECT box(point(i % 3, 0), point(1, 1)) AS c FROM generate_series(1, 90) i; ANALYZE boxes`,
      );
      const names = markedColumns.map(({ name }) => `marked.${name}`);
      const { tables, notRead } = await capture(urlOf(server, database), { values: [...names, 'boxes.c'] });
      const given = Object.values(tables['public.marked']!.columns).filter((column) => column.mostCommonVals);
      assert.ok(given.length > 25, `${given.length} columns`);
      assert.is(tables['public.boxes']!.columns['c']!.mostCommonVals, undefined);
      assert.ok(notRead.some(({ what }) => what === 'values of boxes.c'));
      await owner.query('DROP TABLE boxes');
    });

    test('holds null shares, distinct counts, correlation, widths and frequencies of every type', async () => {
      const { tables } = await capture(urlOf(server, database));
      const { columns, rows, bytes } = tables['public.marked']!;
      assert.is(rows, 900);
      assert.ok(bytes.heap > 0 && bytes.indexes > 0);
      for (const { name, type } of markedColumns) {
        const found = columns[name]!;
        // The first text column is filled in every row.
        assert.is(Math.round(found.nullFrac! * 900), name === 'c0' ? 0 : 600, type);
        assert.ok(found.avgWidth! > 0, type);
      }
      assert.equal(tables['public.child']!.columns['id'], {
        type: 'bigint',
        notNull: true,
        nullFrac: 0,
        avgWidth: 8,
        nDistinct: -1,
        correlation: 1,
        histogramBounds: 101,
      });
      assert.equal(columns['c6']!.mostCommonFreqs, [0.33333334]);
    });

    test('holds partitions, foreign keys with their fan-out, and the settings of the database', async () => {
      const { tables, server: found } = await capture(urlOf(server, database), { exact: true });
      assert.equal(tables['public.parted']!.partitioned, { by: 'list', key: ['region'], partitions: 2 });
      assert.is(tables['public.parted']!.rows, 500);
      assert.is(tables['public.parted_one']!.partitionOf, 'public.parted');
      assert.equal(tables['public.child']!.foreignKeys!['child_parent_fkey'], {
        columns: ['parent'],
        references: 'public.marked',
        referencedColumns: ['id'],
        fanOut: { exact: true, parentsWithChildren: 7, max: 72, median: 71, p90: 72, p99: 72 },
      });
      assert.is(tables['public.child']!.columns['code']!.nDistinct, 1);
      assert.is(tables['public.child']!.columns['code']!.exact, true);
      assert.is(found.settings['work_mem'], '9MB');
      assert.is(found.encoding, 'UTF8');
      assert.equal(Object.keys(found.extensions), ['citext', 'hstore', 'ltree']);
    });

    test('holds the applied migrations with their durations', async () => {
      const { migrations } = await capture(urlOf(server, database));
      assert.equal(
        migrations.map(({ tool, table, applied: [first] }) => [
          tool,
          table,
          first!.version,
          first!.name,
          first!.durationMs,
        ]),
        [
          ['flyway', 'public.flyway_schema_history', '1', 'V1__init.sql', 1250],
          ['prisma', 'public._prisma_migrations', '20240101_init', undefined, 2000],
        ],
      );
    });

    test('a role with pg_monitor alone gets rows and bytes, and is told which grant gives the rest', async () => {
      const { tables, notRead } = await capture(urlOf(server, database, 'monitor'));
      assert.is(tables['public.marked']!.rows, 900);
      assert.is(tables['public.marked']!.columns['c0']!.nullFrac, undefined);
      const told = notRead.map(({ what, remedy }) => `${what}: ${remedy}`).join('\n');
      assert.match(told, /column statistics of .*public\.marked.*: GRANT pg_read_all_data TO monitor/);
      assert.match(
        told,
        /applied migrations in public\.flyway_schema_history: GRANT SELECT ON public\.flyway_schema_history TO monitor/,
      );
      for (const mark of marks) assert.not.ok(JSON.stringify(notRead).includes(mark), mark);
    });

    test('a role with no grant at all gets rows and bytes', async () => {
      const { tables } = await capture(urlOf(server, database, 'nobody_at_all'));
      assert.is(tables['public.child']!.rows, 500);
    });

    test('a role that may read everything misses nothing', async () => {
      const { notRead } = await capture(urlOf(server, database, 'reader'), { exact: true });
      assert.equal(notRead, []);
    });

    test('a role without BYPASSRLS is told that row security hides statistics', async () => {
      await owner.query(`CREATE ROLE held LOGIN; GRANT pg_read_all_data TO held`);
      const { notRead } = await capture(urlOf(server, database, 'held'));
      assert.equal(
        notRead.map(({ what, remedy }) => [what, remedy.split(',')[0]]),
        [['column statistics of public.marked', 'ALTER ROLE held BYPASSRLS']],
      );
    });

    test('the timeout of the capturing role is not taken for production’s', async () => {
      await owner.query(
        `ALTER ROLE monitor SET statement_timeout = '7s'; ALTER ROLE monitor SET work_mem = '1MB'`,
      );
      const { server: found, notRead } = await capture(urlOf(server, database, 'monitor'));
      assert.is(found.settings['statement_timeout'], undefined);
      assert.is(found.settings['work_mem'], '9MB');
      assert.ok(notRead.some(({ what }) => what === 'settings: statement_timeout'));
      await owner.query('ALTER ROLE monitor RESET ALL');
    });

    test('a table that somebody holds in ACCESS EXCLUSIVE mode is captured without waiting for it', async () => {
      const holder = await server.connect(database);
      await holder.query('BEGIN; LOCK TABLE marked, child, flyway_schema_history IN ACCESS EXCLUSIVE MODE');
      const { tables, notRead } = await capture(urlOf(server, database));
      assert.is(tables['public.marked']!.rows, 900);
      assert.is(tables['public.child']!.columns['code']!.mostCommonFreqs![0], 1);
      assert.equal(notRead, [
        {
          what: 'the applied migrations in public.flyway_schema_history',
          reason: 'somebody holds a lock on it',
          remedy: 'Capture again when it is released',
        },
      ]);
      const counted = await capture(urlOf(server, database), { exact: true });
      assert.is(counted.tables['public.child']!.exact, undefined);
      assert.is(counted.tables['public.parted']!.exact, true);
      assert.ok(counted.notRead.some(({ what }) => what === 'the exact number of rows of public.child'));
      await holder.end();
    });

    test('it takes no lock on a table of the user, and lets go of those that counting took', async () => {
      const watcher = await server.connect(database);
      // The last statements see what the whole transaction still holds.
      for (const exact of [false, true]) {
        for (const statement of productionStatements({ ...plain, exact }).slice(0, -1))
          await watcher.query(statement);
        const { rows } = await watcher.query<{ relation: string; mode: string }>(
          `SELECT l.relation::regclass::text AS relation, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
             JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE l.pid = pg_backend_pid() AND (n.nspname <> 'pg_catalog' OR l.mode <> 'AccessShareLock')`,
        );
        assert.equal(rows, []);
        await watcher.query('COMMIT');
      }
      await watcher.end();
    });

    test('nothing is written: no row, no transaction id, no relation, no setting', async () => {
      const facts = async () => {
        const { rows } = await owner.query(
          `SELECT (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables) AS tuples,
                  (SELECT count(*) FROM pg_class) AS relations, pg_snapshot_xmax(pg_current_snapshot())::text AS next,
                  (SELECT count(*) FROM pg_db_role_setting) AS settings, pg_current_wal_insert_lsn()::text AS wal`,
        );
        return rows[0];
      };
      await owner.query('CHECKPOINT');
      const { wal: _, ...before } = await facts();
      await capture(urlOf(server, database), { exact: true, values: ['child.code'] });
      const { wal: __, ...after } = await facts();
      assert.equal(after, before);
    });

    test('its transaction cannot write', async () => {
      const client = await server.connect(database);
      for (const statement of productionStatements(plain).slice(0, -1)) await client.query(statement);
      const code = await client.query('CREATE TABLE written ()').then(
        () => 'written',
        (error: { code: string }) => error.code,
      );
      assert.is(code, '25006');
      await client.end();
    });

    test('the command writes the file, says what it saw, and leaves the old one where it fails', async () => {
      const one = project({ 'production.json': 'old' });
      const failed = await one.call('production', 'capture', '--target-url', urlOf(server, 'no_such'));
      assert.is(failed.code, 3);
      assert.is(one.read('production.json'), 'old');
      const typo = await one.call(
        'production',
        'capture',
        '--schema',
        'pblic',
        '--target-url',
        urlOf(server, database),
      );
      assert.is(typo.code, 2);
      assert.match(typo.stderr, /has no schema pblic[\s\S]*It has public/);
      const url = urlOf(server, database, 'monitor');
      const { code, stdout } = await one.call('production', 'capture', '--target-url', url);
      assert.is(code, 0);
      assert.match(stdout, /PostgreSQL 1[58]\.\d+: \d+ tables, about 2,\d{3} rows/);
      assert.match(stdout, /not read: column statistics of .*GRANT pg_read_all_data TO monitor/);
      assert.match(stdout, /wrote production\.json/);
      assert.is(parseProduction(one.read('production.json'), 'it').server.major, server.major);
    });

    test('the SQL that the command prints is what psql runs', async () => {
      const { code, stdout, stderr } = await project({}).call(
        'production',
        'sql',
        '--values',
        'child.code,"A b".c',
      );
      assert.is(code, 0);
      assert.is(stderr, '');
      assert.is(stdout, productionSql({ ...plain, values: ['child.code', '"A b".c'] }));
    });
  });
}

suite('a capture through a pooler', ({ test }) => {
  test('that takes no session of this kind says where to connect instead', async () => {
    const fields = ['SFATAL', 'C08P01', 'Munsupported startup parameter: options', ''];
    const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
    const head = Buffer.alloc(5);
    head.write('E');
    head.writeInt32BE(body.length + 4, 1);
    const pooler = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(Buffer.concat([head, body])));
    });
    await new Promise<void>((resolve) => pooler.listen(0, '127.0.0.1', resolve));
    const { port } = pooler.address() as { port: number };
    const error = await rejection(() => captureProduction(`postgresql://u@127.0.0.1:${port}/d`, plain));
    pooler.close();
    assert.is(error.code, 'server/pooler');
    assert.match(error.hint!, /host and port of PostgreSQL itself/);
  });
});

suite('production.json of a standby', ({ test, skip, before, after }) => {
  if (!existsSync(debian)) {
    skip('is captured', `no ${debian}`);
    return;
  }
  let primary: Server;
  let standby: { url(database: string): string; stop(): Promise<void> };
  let database: string;
  before(async () => {
    primary = await localServer({ bin: debian });
    database = await primary.createDatabase('marked');
    const owner = await primary.connect(database);
    await fillMarked(owner, database);
    await owner.end();
    standby = await standbyOf(primary, debian);
  });
  after(async () => {
    await standby?.stop();
    await primary.stop();
  });

  test('is the primary’s, but for saying that it is a standby', async () => {
    const there = await capture(standby.url(database), { exact: true });
    const here = await capture(urlOf(primary, database), { exact: true });
    assert.is(there.server.standby, true);
    assert.is(here.server.standby, false);
    assert.equal(there.tables, here.tables);
    assert.equal(there.migrations, here.migrations);
  });
});

function around(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return text.slice(Math.max(0, at - 120), at + 40);
}
