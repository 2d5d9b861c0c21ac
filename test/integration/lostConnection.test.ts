import type { Client } from 'pg';
import { buildDataset } from '../../src/dataset/buildDataset.ts';
import { PgrehearseError } from '../../src/errors.ts';
import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';
import { now } from '../support/tables.ts';

suite('a connection that is lost while rows are loaded', ({ test, before, after }) => {
  let server: Server;
  let admin: Client;
  before(async () => {
    server = await localServer();
    admin = await server.connect('postgres');
  });
  after(async () => {
    await admin.end();
    await server.stop();
  });

  test('ends with an error of the server, and leaves no database', async () => {
    const table = api.defineTable('public.t', { a: api.sequence(), b: api.text({ length: 200 }) });
    let killed = false;
    const build = buildDataset(
      server,
      {
        tables: [table.rows(500_000)],
        seed: 1,
        now,
        fixtures: [],
        rowsPerTable: null,
        prepareBase: async (client) => void (await client.query('create table t (a int, b text)')),
      },
      {
        loading() {},
        step() {},
        server() {},
        table(_name, rows) {
          if (killed || rows < 10_000) return;
          killed = true;
          void admin.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy%' and pid <> pg_backend_pid()",
          );
        },
      },
    );
    const error = await build.then(
      () => null,
      (caught: unknown) => caught,
    );
    assert.instance(error, PgrehearseError);
    assert.is((error as PgrehearseError).code, 'server/connection-lost');
    const { rows } = await admin.query("select 1 from pg_database where datname like 'pgrehearse_test_%'");
    assert.is(rows.length, 0);
  });
});
