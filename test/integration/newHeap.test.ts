import type { Client } from 'pg';
import { newHeapBytes } from '../../src/rehearsal/work/newHeapBytes.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const servers = { 18: {}, 15: { bin: '/usr/lib/postgresql/15/bin' } };

for (const [major, options] of Object.entries(servers))
  suite(`the heap that a rewrite fills, seen from outside, on PostgreSQL ${major}`, ({
    test,
    before,
    after,
  }) => {
    let server: Server;
    let session: Client;
    let observer: Client;
    let backend: number;
    let bytes: number;
    before(async () => {
      server = await localServer(options);
      const database = await server.createDatabase('heap');
      session = await server.connect(database);
      observer = await server.connect(database);
      await session.query(`create table items as select i as id, md5(i::text) as note from generate_series(1, 20000) i;
        create table small as select 1 as id`);
      await session.query('vacuum analyze items');
      const { rows } = await session.query<{ pid: number; bytes: number }>(
        "select pg_backend_pid() as pid, pg_relation_size('items')::int as bytes",
      );
      [backend, bytes] = [rows[0]!.pid, rows[0]!.bytes];
    });
    after(async () => {
      await session?.end();
      await observer?.end();
      await server?.stop();
    });

    const during = async (sql: string, held: readonly number[] = []) => {
      await session.query('begin');
      try {
        await session.query(sql);
        return await newHeapBytes(observer, backend, held);
      } finally {
        await session.query('rollback');
      }
    };

    test('has the size of what was written, of as much as the old one has', async () => {
      const growth = (await during('alter table items alter column id type bigint'))!;
      assert.is(growth.total, bytes);
      // Behind ACCESS EXCLUSIVE nobody may ask for its size; four more bytes a row are padding that was there.
      assert.ok(growth.done >= 0.9 * bytes && growth.done <= 1.3 * bytes, `${growth.done} of ${bytes}`);
    });
    test('is none where nothing is written anew', async () => {
      assert.is(await during("alter table items add column kind text default 'plain'"), null);
      assert.is(await during('update small set id = 2'), null);
    });
    test('is not a table that the migration created before', async () => {
      await session.query('begin; create table beside as select * from items');
      const { rows } = await observer.query<{ oid: number }>(
        'select relation::int as oid from pg_locks where pid = $1 and relation >= 16384',
        [backend],
      );
      await session.query('alter table small add column n int');
      assert.is(
        await newHeapBytes(
          observer,
          backend,
          rows.map(({ oid }) => oid),
        ),
        null,
      );
      await session.query('rollback');
    });
  });
