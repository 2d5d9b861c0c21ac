import type { Client } from 'pg';
import { vacuumWhole } from '../../src/dataset/load/vacuum.ts';
import { analyzeExact, analyzeOrdinary } from '../../src/dataset/statistics/analyze.ts';
import { hashStatistics } from '../../src/dataset/statistics/hashStatistics.ts';
import { readRowStates, unchangedRows } from '../../src/dataset/statistics/rowStates.ts';
import { schemaSnapshot } from '../../src/rehearsal/schemaSnapshot.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { binaries15 } from '../support/otherServers.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
  create table plain (id int primary key, word text, tens int);
  alter table plain alter word set statistics 7;
  create statistics together (ndistinct) on word, tens from plain;
  create index on plain (upper(word));
  insert into plain select i, md5(i::text), i / 10 from generate_series(1, 45000) i;
  create table parts (id int, note text) partition by range (id);
  create table dense partition of parts for values from (0) to (20000);
  create table wide partition of parts for values from (20000) to (100000);
  insert into parts select i, case when i > 20000 then repeat('x', 300) end from generate_series(1, 50000) i;
  create table family (id int); create table child () inherits (family);
  insert into family select generate_series(1, 20000); insert into child select generate_series(1, 21000);
  create materialized view seen as select tens, count(*) from plain group by tens;
  create table nothing ();
  create table empty (id int);
  create function refuse() returns event_trigger language plpgsql as $$ begin raise 'seen by a trigger'; end $$;
  create event trigger refuses on ddl_command_start execute function refuse();`;

const binaries = { 18: undefined, 15: '/usr/lib/postgresql/15/bin' };
for (const [major, bin] of Object.entries(binaries))
  suite(`ANALYZE on PostgreSQL ${major}`, ({ test, skip, before, after }) => {
    if (bin && binaries15 !== null) return skip('is exact', binaries15);
    let server: Server;
    let client: Client;
    before(async () => {
      server = await localServer(bin ? { bin } : {});
      client = await server.connect(await server.createDatabase('analyze'));
      await client.query(schema);
      await vacuumWhole([client], null);
    });
    after(async () => {
      await client.end();
      await server.stop();
    });

    test('of all rows gives the same statistics every time, an ordinary one does not', async () => {
      const analyzed = await analyzeExact(client, null);
      assert.ok(analyzed.every(({ from }) => from === 'exact'));
      const hash = await hashStatistics(client);
      await analyzeExact(client, null);
      assert.is(await hashStatistics(client), hash);
      await analyzeOrdinary(client, null);
      assert.is.not(await hashStatistics(client), hash);
      await analyzeExact(client, ['public.plain', 'public.dense', 'public.wide', 'public.child']);
      assert.is(await hashStatistics(client), hash);
    });
    test('of all rows counts what is there', async () => {
      await analyzeExact(client, null);
      const { rows } = await client.query(
        `select tablename::text, attname::text, inherited, n_distinct::float8, array_length(histogram_bounds, 1) as bounds from pg_stats
         where (tablename, attname) in (('plain', 'tens'), ('plain', 'word'), ('parts', 'id'), ('family', 'id')) order by 1, 2, 3`,
      );
      assert.equal(
        rows,
        [
          { tablename: 'family', attname: 'id', inherited: false, n_distinct: -1, bounds: 101 },
          // Of 41,000 rows 21,000 values, of which most are there twice.
          { tablename: 'family', attname: 'id', inherited: true, n_distinct: -21_000 / 41_000, bounds: 101 },
          { tablename: 'parts', attname: 'id', inherited: true, n_distinct: -1, bounds: 101 },
          { tablename: 'plain', attname: 'tens', inherited: false, n_distinct: -4_501 / 45_000, bounds: 101 },
          { tablename: 'plain', attname: 'word', inherited: false, n_distinct: -1, bounds: 8 },
        ].map((row) => ({ ...row, n_distinct: Math.fround(row.n_distinct) })),
      );
    });
    test('leaves the schema as it is, its targets included, and no event trigger sees it', async () => {
      const targets = () =>
        client.query(
          'select attrelid, attnum, attstattarget from pg_attribute where attstattarget is not null order by 1, 2',
        );
      const [lines, before] = [await schemaSnapshot(client), await targets()];
      await analyzeExact(client, null);
      assert.equal(await schemaSnapshot(client), lines);
      assert.equal((await targets()).rows, before.rows);
    });
    test('by an owner who may create nothing in the schema is ordinary, and says so', async () => {
      await client.query(`drop event trigger refuses; create role owner; create schema closed; create table closed.owned as select generate_series(1, 40000) as id;
        alter table closed.owned owner to owner; grant usage on schema closed to owner`);
      await client.query('set role owner');
      const analyzed = await analyzeExact(client, ['closed.owned']);
      await client.query('reset role');
      assert.equal(analyzed, [{ name: 'closed.owned', rows: 40_000, from: 'sampled' }]);
    });
    test('of a partition or a child is one of what it belongs to, too', async () => {
      const names = async (table: string) =>
        (await analyzeExact(client, [table])).map(({ name }) => name).sort();
      assert.ok((await names('public.dense')).includes('public.parts'));
      assert.equal(await names('public.child'), ['public.child', 'public.family']);
      assert.equal(await names('public.plain'), ['public.plain']);
    });
    test('of more rows than a sample may have is ordinary, and says so', async () => {
      const analyzed = await analyzeExact(client, null, { limit: 44_999 });
      const sampled = analyzed.filter(({ from }) => from === 'sampled').map(({ name, rows }) => [name, rows]);
      assert.equal(sampled.sort(), [
        ['public.parts', 50_000],
        ['public.plain', 45_000],
      ]);
    });
    /** What is analyzed again after some statements, on a copy of tables that were analyzed by a sample where they are large. */
    const again = async (statements: string, use: (copy: Client) => Promise<unknown> = async () => {}) => {
      const limit = 25_000;
      const template = await server.createDatabase('template');
      const other = await server.connect(template);
      await other.query(`${schema} drop event trigger refuses`);
      await vacuumWhole([other], null);
      await analyzeExact(other, null, { limit });
      await other.end();
      // Counts of what was written begin anew in a copy.
      const copy = await server.connect(await server.createDatabase('copy', { template }));
      const before = await readRowStates(copy);
      const was = await use(copy);
      const migrating = await server.connect('pgrehearse_test_copy');
      await migrating.query(statements);
      await migrating.end();
      const unchanged = unchangedRows(before, await readRowStates(copy));
      const analyzed = await analyzeExact(copy, ['public.plain', 'public.dense'], { limit, unchanged });
      const is = await use(copy);
      await copy.end();
      for (const name of ['copy', 'template']) await server.dropDatabase(`pgrehearse_test_${name}`);
      return { was, is, names: analyzed.map(({ name }) => name).sort() };
    };
    const known = async (copy: Client) =>
      (await copy.query(`select attname::text, s::text from pg_stats s where tablename = 'plain' order by 1`))
        .rows;

    test('leaves the statistics of unchanged rows as they are', async () => {
      const { was, is, names } = await again(
        'alter table plain add check (id > 0); create index on plain (tens); lock table dense; begin; rollback',
        hashWithoutIndexes,
      );
      assert.equal(names, []);
      assert.is(was, is);
    });
    test('adds those of a new column to a sample’s', async () => {
      const { was, is, names } = await again('alter table plain add added int default 3', known);
      assert.equal(names, []);
      const [added, ...others] = is as { attname: string }[];
      assert.is(added!.attname, 'added');
      assert.equal(others, was);
    });
    for (const [what, statement] of Object.entries({
      'a row was written': 'update plain set tens = -1 where id = 1',
      'it was rewritten': 'alter table plain alter id type bigint',
      'an ANALYZE of the migration’s own has drawn a sample': 'analyze plain',
      'a target is another': 'alter table plain alter tens set statistics 20',
      'more statistics are asked for': 'create statistics more (mcv) on tens, id from plain',
      'an index has an expression': 'create index on plain (lower(word))',
    }))
      test(`makes new ones where ${what}`, async () => {
        const { names } = await again(statement);
        assert.equal(names, ['public.plain']);
      });
  });

async function hashWithoutIndexes(client: Client): Promise<string> {
  const { rows } = await client.query(
    `select md5(string_agg(s::text, ' ' order by s::text)) as stats, (select array_agg(reltuples order by oid) from pg_class where relkind in ('r', 'p', 'm')) as rows
     from pg_stats s where schemaname = 'public'`,
  );
  return JSON.stringify(rows);
}
