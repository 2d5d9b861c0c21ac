import type { Client } from 'pg';
import { holdsOf } from '../../src/analysis/holds.ts';
import type { MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import { splitStatements } from '../../src/migrations/splitStatements.ts';
import { applyMigration } from '../../src/rehearsal/apply/applyMigration.ts';
import { Session } from '../../src/rehearsal/apply/Session.ts';
import { skippedMigration } from '../../src/rehearsal/apply/skippedMigration.ts';
import { startClock } from '../../src/rehearsal/Clock.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const tables = `
  create table items (id int primary key, n int);
  insert into items select i, 0 from generate_series(1, 10) i;
  create table audit (n int primary key);
  insert into audit values (1);
  create table refs (n int, a int references audit);
  create table plain (n int);
  create function locked(n int) returns int language plpgsql as $$
    begin
      lock table audit in share mode;
      return n;
    end $$;
  create function noted() returns trigger language plpgsql as $$
    begin
      if new.n = 150 then insert into audit values (new.n); end if;
      return new;
    end $$;
  create trigger noted before update on items for each row execute function noted();`;
/** The first that is not NULL locks the table that it refers to. */
const insert = (n: number) => `insert into refs values (${n}, ${n === 150 ? '1' : 'null'});\n`;
const inserts = (count: number) => Array.from({ length: count }, (_, i) => insert(i + 1)).join('');
const update = (n: number) => `update items set n = ${n} where id = 1;\n`;
const updates = (count: number) => Array.from({ length: count }, (_, i) => update(i + 1)).join('');

suite('many statements of a kind in one transaction', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server?.stop());

  const applied = async (sql: string): Promise<{ migration: MigrationEvidence; audit: number }> => {
    const database = await server.createDatabase('repeated');
    const clients: Client[] = [await server.connect(database), await server.connect(database)];
    const [client, observer] = clients as [Client, Client];
    try {
      await observer.query(tables);
      const { rows } = await observer.query<{ oid: number }>(`select 'audit'::regclass::oid::int as oid`);
      const session = await Session.open(client, observer, startClock());
      const file = await splitStatements(sql, 'many.sql');
      const migration = skippedMigration({ id: 'many', up: file, down: null });
      await applyMigration(file, session, migration);
      return { migration, audit: rows[0]!.oid };
    } finally {
      for (const one of clients) await one.end();
      await server.dropDatabase(database);
    }
  };

  test('have the locks of each, although most were not looked at by themselves', async () => {
    const { migration } = await applied(updates(100));
    const unknown = migration.statements.filter(({ locksAfter }) => locksAfter === null);
    assert.equal(unknown, []);
    assert.is(new Set(migration.statements.map(({ locksAfter }) => JSON.stringify(locksAfter))).size, 1);
  });

  test('of which one locks what none before it has: the interval holds the moment', async () => {
    const { migration, audit } = await applied(inserts(300));
    const [hold] = holdsOf(migration, []).filter(({ oid }) => oid === audit);
    const truth = migration.statements[149]!;
    assert.is(hold!.mode, 'RowShareLock');
    assert.ok(hold!.acquired.earliest <= truth.sentMs);
    assert.ok(hold!.acquired.latest >= truth.acknowledgedMs);
    const end = migration.ends[0]!;
    assert.ok(hold!.released.earliest >= end.sentMs);
  });

  test('of which a trigger locks something in one alone: that one has the lock', async () => {
    const { migration, audit } = await applied(updates(300));
    const [hold] = holdsOf(migration, []).filter(({ oid }) => oid === audit);
    assert.is(hold!.mode, 'RowExclusiveLock');
    assert.is(hold!.statement, 150);
  });

  test('of which one calls a function that locks something: that one has the lock', async () => {
    const plain = (n: number) => `insert into plain values (${n === 150 ? `locked(${n})` : n});\n`;
    const { migration, audit } = await applied(Array.from({ length: 300 }, (_, i) => plain(i + 1)).join(''));
    const [hold] = holdsOf(migration, []).filter(({ oid }) => oid === audit);
    assert.is(hold!.mode, 'ShareLock');
    assert.is(hold!.statement, 150);
  });

  test('before which a trigger was created that locks something: each is looked at', async () => {
    const some = Array.from({ length: 60 }, (_, i) => `insert into plain values (${i});\n`).join('');
    const trigger =
      'create trigger a before insert on plain for each row when (new.n = 50) execute function noted();\n' +
      'create trigger b before insert on plain for each row when (new.n = 50) execute function noisy();\n';
    const noisy =
      'create function noisy() returns trigger language plpgsql as $$ begin lock table audit in share mode; return new; end $$;\n';
    const { migration, audit } = await applied(some + noisy + trigger + some);
    const [hold] = holdsOf(migration, []).filter(({ oid }) => oid === audit);
    assert.is(hold!.statement, 60 + 3 + 51);
  });

  test('do not hide the locks of the last before another kind of statement', async () => {
    const { migration, audit } = await applied(`${inserts(150)}create table others (a int);\n`);
    const [hold] = holdsOf(migration, []).filter(({ oid }) => oid === audit);
    const created = migration.statements.at(-1)!;
    assert.ok(hold!.acquired.latest <= created.sentMs);
  });

  test('do not hide the locks of the last before the COMMIT', async () => {
    const { migration, audit } = await applied(inserts(150));
    assert.ok(migration.statements.at(-1)!.locksAfter!.some(({ oid }) => oid === audit));
  });

  test('begin anew with each transaction', async () => {
    const { migration } = await applied(`begin;\n${updates(20)}commit;\nbegin;\n${updates(20)}commit;\n`);
    const [first, second] = [migration.statements[1]!, migration.statements[23]!];
    assert.is(first.unlooked, undefined);
    assert.is(second.unlooked, undefined);
    assert.ok(second.locksAfter!.length > 0);
  });
});
