import type { Client } from 'pg';
import { holdsOf } from '../../src/analysis/holds.ts';
import type { LockSighting, MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import { splitStatements } from '../../src/migrations/splitStatements.ts';
import { applyMigration } from '../../src/rehearsal/apply/applyMigration.ts';
import { Session } from '../../src/rehearsal/apply/Session.ts';
import { skippedMigration } from '../../src/rehearsal/apply/skippedMigration.ts';
import { startClock } from '../../src/rehearsal/Clock.ts';
import { LockSampler } from '../../src/rehearsal/locks/LockSampler.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

interface Seen {
  migration: MigrationEvidence;
  sightings: LockSighting[];
  backend: number;
  items: number;
}

/** A migration as it is applied, on tables of its own. */
async function applied(server: Server, name: string, tables: string, sql: string): Promise<Seen> {
  const database = await server.createDatabase(name);
  const clients: Client[] = [];
  const connect = async () => {
    const client = await server.connect(database);
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  const [client, observer, looking] = [await connect(), await connect(), await connect()];
  await observer.query(tables);
  await client.query('set client_min_messages = debug1');
  const { rows } = await observer.query<{ oid: number }>("select 'items'::regclass::oid::int as oid");
  const clock = startClock();
  const sampler = new LockSampler(looking, clock);
  await sampler.start();
  const session = await Session.open(client, observer, clock);
  sampler.follow(session.backend);
  session.tell(sampler);
  const file = await splitStatements(sql, `${name}.sql`);
  const migration = skippedMigration({ id: name, up: file, down: null });
  await applyMigration(file, session, migration);
  const { sightings } = await sampler.stop();
  await Promise.all(clients.map((one) => one.end().catch(() => {})));
  return { migration, sightings, backend: session.backend, items: rows[0]!.oid };
}

function modesOf({ migration, sightings, items }: Seen): string[] {
  const own = holdsOf(migration, sightings).filter(({ oid }) => oid === items);
  return own.map(({ statement, mode }) => `${statement} ${mode}`);
}

suite('locks of migrations that do as they like with their session', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    // It owns its databases, is no superuser and no member of pg_monitor.
    server = await localServer({ role: 'author' });
  });
  after(() => server?.stop());
  const lock = 'lock table items in share mode';

  test('a role that may see no statistics of others is enough', async () => {
    const seen = await applied(
      server,
      'plain',
      'create table items (id int)',
      `${lock}; select pg_sleep(0.1)`,
    );
    assert.equal(modesOf(seen), ['1 ShareLock']);
  });

  test('a COMMIT inside ends what it ended, and what comes after is seen, too', async () => {
    const sql = `begin; ${lock}; commit; select 1; begin; lock table items in exclusive mode; commit`;
    const seen = await applied(server, 'commits', 'create table items (id int)', sql);
    assert.is(seen.migration.status, 'applied');
    assert.equal(modesOf(seen), ['2 ShareLock', '6 ExclusiveLock']);
    const [first, second] = holdsOf(seen.migration, seen.sightings);
    assert.ok(first!.released.latest <= second!.acquired.earliest);
  });

  test('a session that is quietened and takes another role is observed as before', async () => {
    const sql = `set client_min_messages = error; set role none; ${lock}; create index on items (id)`;
    const seen = await applied(server, 'quiet', 'create table items (id int)', sql);
    assert.equal(modesOf(seen), ['3 ShareLock']);
    const messages = seen.migration.statements.flatMap(({ notices }) =>
      notices.map(({ message }) => message),
    );
    assert.ok(messages.some((message) => /^building index/.test(message)));
  });

  test('a migration that ends its own backend leaves the locks that it had', async () => {
    const sql = `${lock}; select pg_sleep(0.2); select pg_terminate_backend(pg_backend_pid())`;
    const seen = await applied(server, 'killed', 'create table items (id int)', sql);
    assert.is(seen.migration.status, 'failed');
    assert.equal(modesOf(seen), ['1 ShareLock']);
  });

  test('a snapshot of many locks is taken again only where they changed', async () => {
    const tables = `create table items (id int) partition by range (id);
      do $$ begin for i in 1..150 loop
        execute format('create table items_%s partition of items for values from (%s) to (%s)', i, i, i + 1);
      end loop; end $$`;
    const sql = `${lock}; select 1; alter table items add column a int; select 2`;
    const { migration } = await applied(server, 'many', tables, sql);
    const locks = migration.statements.map(({ locksAfter }) => locksAfter!);
    assert.equal(
      locks.map((one) => one.length),
      [151, 151, 302, 302],
    );
    assert.is(locks[0], locks[1]);
    assert.is(locks[2], locks[3]);
  });

  test('what parallel workers hold is their leader’s', async () => {
    const tables = `create table items as select i as id, md5(i::text) as word from generate_series(1, 400000) i`;
    const sql = `set max_parallel_maintenance_workers = 2; set min_parallel_table_scan_size = 0;
      create index on items (word)`;
    const seen = await applied(server, 'workers', tables, sql);
    const messages = seen.migration.statements.flatMap(({ notices }) =>
      notices.map(({ message }) => message),
    );
    assert.ok(
      messages.some((message) => /with request for \d parallel worker/.test(message)),
      messages.join(),
    );
    assert.equal([...new Set(seen.sightings.map(({ backend }) => backend))], [seen.backend]);
    assert.ok(modesOf(seen).includes('3 ShareLock'));
  });
});
