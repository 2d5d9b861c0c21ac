import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { vacuumWhole } from '../../src/dataset/load/vacuum.ts';
import { analyzeExact } from '../../src/dataset/statistics/analyze.ts';
import { FrozenStatistics } from '../../src/dataset/statistics/FrozenStatistics.ts';
import { hashStatistics } from '../../src/dataset/statistics/hashStatistics.ts';
import type { Server } from '../../src/server/Server.ts';
import { groundRows, oddSchema } from '../support/groundRows.ts';
import { groundQueries, groundSchema } from '../support/groundSchema.ts';
import { localServer } from '../support/localServer.ts';
import { binaries15 } from '../support/otherServers.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** ANALYZE then reads 1,500 rows. */
const settings = { default_statistics_target: '5' };
const binaries = { 18: undefined, 15: '/usr/lib/postgresql/15/bin' };

for (const [major, bin] of Object.entries(binaries))
  suite(`statistics from a sample on PostgreSQL ${major}`, ({ test, skip, before, after }) => {
    if (bin && binaries15 !== null) return skip('are kept for later builds', binaries15);
    const folder = temporaryFolder();
    const said: string[] = [];
    const frozen = new FrozenStatistics(folder, Number(major), (text) => said.push(text));
    const servers: Server[] = [];
    const clients: Client[] = [];
    let hash: string;

    /** A server of its own with the same rows, at rest. */
    async function built(first = ''): Promise<Client> {
      const server = await localServer({ settings, ...(bin ? { bin } : {}) });
      servers.push(server);
      const client = await server.connect(await server.createDatabase('ground'));
      clients.push(client);
      await client.query(first + groundSchema + oddSchema);
      await client.query(groundRows);
      await vacuumWhole([client], null);
      return client;
    }

    /** Draws samples, and freezes what came of them. */
    async function freeze(client: Client, state = 'these rows') {
      const analyzed = await analyzeExact(client, null, { limit: 200 });
      const sampled = analyzed.filter(({ from }) => from === 'sampled').map(({ name }) => name);
      const drawn = await hashStatistics(client);
      const imported = await frozen.freeze(client, sampled, [state]);
      return { sampled, drawn, imported: [...imported] };
    }

    before(async () => {
      const one = await built();
      const { imported, drawn } = await freeze(one);
      hash = await hashStatistics(one);
      assert.equal([imported, drawn], [[], hash]);
      await built();
    });
    after(async () => {
      await Promise.all(clients.map((client) => client.end()));
      for (const server of servers) await server.stop();
    });

    test('are kept by the first build and put in place of those of the second', async () => {
      const { sampled, drawn, imported } = await freeze(clients[1]!);
      assert.is.not(drawn, hash);
      assert.equal(imported.sort(), sampled.sort());
      assert.ok(
        ['public.odd', 'public.events', 'public.busy', 'public.orders'].every((name) =>
          imported.includes(name),
        ),
      );
      assert.is(await hashStatistics(clients[1]!), hash);
      assert.equal(said, []);
    });
    test('give plans of the same cost then', async () => {
      for (const sql of Object.values(groundQueries)) {
        const [one, two] = await Promise.all(
          clients.slice(0, 2).map((client) => client.query(`explain (format json) ${sql}`)),
        );
        assert.equal(one!.rows, two!.rows, sql);
      }
    });
    test('can be read by the planner and by people, whatever the type', async () => {
      for (const sql of [
        'select * from pg_stats',
        'select * from pg_stats_ext',
        'select * from pg_stats_ext_exprs',
        "select from odd where s = 'new' and d = 3 and upper(cx) = 'Q' and r && '[3,9)' and ar @> array['x1'] and i < '3 days' and d + 1 = 4",
      ])
        await clients[1]!.query(sql);
    });
    test('leave nothing behind but statistics', async () => {
      const { rows } = await clients[1]!.query(
        `select (select count(*)::int from pg_statistic_ext where stxname ~ 'pgrehearse') as objects,
           (select count(*)::int from pg_cast where castsource = 'bytea'::regtype and oid >= 16384) as casts,
           (select count(*)::int from pg_attribute where attstattarget > 0) as targets`,
      );
      assert.equal(rows, [{ objects: 0, casts: 0, targets: 0 }]);
    });
    test('of other rows are others', async () => {
      const { imported } = await freeze(clients[1]!, 'other rows');
      assert.equal(imported, []);
      assert.is(readdirSync(folder).length, 2);
    });
    test('are drawn anew where a table is another than it was', async () => {
      await clients[1]!.query('alter table wide add more int');
      const { sampled, imported } = await freeze(clients[1]!);
      assert.ok(sampled.includes('public.wide'));
      assert.not.ok(imported.includes('public.wide'));
      await clients[1]!.query('alter table wide drop more');
    });
    test('are drawn anew where they hold OIDs that are others here', async () => {
      const shifted = await built('create table before_all (id int); drop table before_all;');
      const { imported, sampled } = await freeze(shifted);
      const fresh = sampled.filter((name) => !imported.includes(name));
      assert.equal(fresh.sort(), ['public.odd', 'public.orders', 'public.wide']);
    });
    test('of a file that was cut are drawn anew, and kept', async () => {
      for (const name of readdirSync(folder)) {
        const file = join(folder, name);
        writeFileSync(file, readFileSync(file, 'utf8').slice(0, 5_000));
      }
      assert.equal((await freeze(clients[0]!)).imported, []);
      const { imported, sampled } = await freeze(clients[0]!);
      assert.equal(imported.sort(), sampled.sort());
    });
  });
