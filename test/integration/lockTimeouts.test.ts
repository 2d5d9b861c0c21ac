import type { Client } from 'pg';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import { judge } from '../../src/findings/judge.ts';
import type { Server } from '../../src/server/Server.ts';
import { evidence as evidenceOf, repeat } from '../fixtures/evidence/build.ts';
import { localServer } from '../support/localServer.ts';
import { noted, playedTransactions } from '../support/playedTransactions.ts';
import { assert, suite } from '../support/suite.ts';

const change = 'alter table seen add column note text;';
const policy = { lockTimeoutMs: 50, retries: { times: 8, pauseMs: 100 } };

suite('a lock_timeout with retries', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  /** Another session reads the table until so many attempts have given up, or for good. */
  const blocked = (attempts: number) => {
    let holder: Client | undefined;
    let watching = true;
    return {
      prepared: async (database: string) => {
        holder = await server.connect(database);
        holder.on('error', () => undefined);
        await holder.query('begin; lock table seen in access share mode');
        void released(holder, database);
      },
      end: () => {
        watching = false;
        return holder?.end().catch(() => undefined);
      },
    };
    async function released(client: Client, database: string): Promise<void> {
      const observer = await server.connect(database);
      const waits = new Set<string>();
      while (watching && waits.size <= attempts) {
        const { rows } = await observer.query<{ at: string }>(
          `select query_start::text as at from pg_stat_activity where wait_event_type = 'Lock' and query like 'alter%'`,
        );
        for (const { at } of rows) waits.add(at);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await observer.end();
      if (watching) await client.query('commit');
    }
  };

  for (const [how, files] of Object.entries({
    'a file’s transaction': { '1_a.sql': `${noted('a')}\n${change}\n${noted('b')}` },
    'a statement outside of a transaction': {
      '1_a.sql': `-- no-transaction\n${noted('a')}\n${change}\n${noted('b')}`,
    },
  }))
    test(`begins ${how} again, and applies it`, async () => {
      const other = blocked(2);
      const plain = { ...policy, runner: { name: 'plain', origin: 'the test' } } as const;
      const { evidence, transactions, failed } = await playedTransactions(server, files, plain, other);
      await other.end();
      assert.is(failed, null);
      assert.equal(transactions.flat(), ['a', 'b']);
      const [migration] = evidence;
      assert.is(migration!.status, 'applied');
      const altered = migration!.statements.find(({ sql }) => sql.startsWith('alter'))!;
      const { attempts } = altered;
      assert.ok(attempts!.length >= 2, `${attempts!.length} attempts`);
      assert.ok(attempts!.every(({ error, pauseMs }) => error.code === '55P03' && pauseMs === 100));
      assert.is(altered.lockTimeoutMs, 50);
      assert.is(migration!.retried!.length, attempts!.length);
      // What is begun again is the transaction, and nothing before it.
      const expected = how.startsWith('a file') ? 2 : 1;
      assert.ok(migration!.retried!.every(({ statements }) => statements.length === expected));
    });

  test('begins all migrations of a shared transaction again', async () => {
    const files = {
      '1_a.sql': `-- Up Migration\n${noted('a')}`,
      '2_b.sql': `-- Up Migration\n${noted('b')}\n${change}`,
    };
    const other = blocked(1);
    const { evidence, transactions } = await playedTransactions(server, files, policy, other);
    await other.end();
    assert.equal(transactions, [['a', 'b']]);
    assert.equal(
      evidence.map(({ status, retried }) => [status, (retried?.length ?? 0) > 0]),
      [
        ['applied', true],
        ['applied', true],
      ],
    );
  });

  test('gives up in the end: migration/failed, and lock/timeout of the same cause', async () => {
    const other = blocked(Number.POSITIVE_INFINITY);
    const given = { lockTimeoutMs: 30, retries: { times: 2, pauseMs: 10 } };
    const played = playedTransactions(server, { '1_a.sql': change }, given, other);
    const { evidence } = await played.finally(other.end);
    const seen: Evidence = evidenceOf({ repeats: [repeat(evidence)] });
    const { findings } = judge(seen, { baseline: null, notes: [], accept: true });
    const told = findings.filter(({ rule }) => rule === 'lock/timeout' || rule === 'migration/failed');
    assert.equal(told.map(({ rule, severity }) => [rule, severity]).sort(), [
      ['lock/timeout', 'warn'],
      ['migration/failed', 'fail'],
    ]);
    assert.is(told[0]!.cause, told[1]!.cause);
    assert.is(told.find(({ rule }) => rule === 'lock/timeout')!.measured!.value, 3);
  });

  test('makes no failure of an attempt that was made again', async () => {
    const other = blocked(1);
    const { evidence } = await playedTransactions(server, { '1_a.sql': change }, policy, other);
    await other.end();
    const seen = evidenceOf({ repeats: [repeat(evidence)] });
    const { findings } = judge(seen, { baseline: null, notes: [], accept: true });
    assert.equal(
      findings.filter(({ rule }) => rule === 'lock/timeout').map(({ severity }) => severity),
      ['warn'],
    );
    assert.equal(
      findings.filter(({ rule }) => rule === 'migration/failed'),
      [],
    );
  });

  for (const [words, failed] of [
    ['', '42P07'],
    ['if not exists ', null],
  ] as const)
    test(`leaves an index that was built concurrently invalid, and the next attempt ${failed ? 'fails' : 'keeps it'}`, async () => {
      let holder: Client | undefined;
      const files = { '1_a.sql': `create index concurrently ${words}seen_what on seen (what);` };
      const played = await playedTransactions(
        server,
        files,
        { ...policy, lockTimeoutMs: 200 },
        {
          prepared: async (database) => {
            holder = await server.connect(database);
            holder.on('error', () => undefined);
            // What has written into the table and stays open is what the build waits for.
            await holder.query(`begin; ${noted('open')}`);
          },
        },
      );
      await holder?.end();
      assert.is(played.failed, failed);
      const [statement] = played.evidence[0]!.statements;
      assert.equal(
        statement!.attempts!.map(({ error }) => error.code),
        ['55P03'],
      );
      const client = await server.connect(played.database);
      const { rows } = await client.query('select indisvalid from pg_index where indexrelid = $1::regclass', [
        'seen_what',
      ]);
      await client.end();
      assert.equal(rows, [{ indisvalid: false }]);
    });

  test('counts the locks that an attempt held while it waited', async () => {
    const files = { '1_a.sql': `create table other (a int);\nlock table kept in share mode;\n${change}` };
    const other = blocked(1);
    let kept = 0;
    const { evidence } = await playedTransactions(server, files, policy, {
      prepared: async (database) => {
        const client = await server.connect(database);
        await client.query('create table kept (a int)');
        const { rows } = await client.query<{ oid: number }>("select 'kept'::regclass::int8::float8 as oid");
        kept = rows[0]!.oid;
        await client.end();
        await other.prepared(database);
      },
    });
    await other.end();
    const relation = { oid: kept, name: 'public.kept', kind: 'r' as const, table: null, bytes: 0, rows: 0 };
    const [migration] = analyse(
      evidenceOf({ relations: [relation], repeats: [repeat(evidence)] }),
    ).migrations;
    const hold = migration!.holds.find((one) => one.relation === 'public.kept' && one.mode === 'ShareLock');
    // It was held for as long as lock_timeout let the next statement wait.
    assert.ok(hold!.lowMs >= 50, `${hold!.lowMs} ms`);
  });
});

suite('a shared transaction', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  test('holds the locks of its first migration until after the last', async () => {
    const files = {
      '1_a.sql': `-- Up Migration\n${change}`,
      '2_b.sql': '-- Up Migration\nselect pg_sleep(0.3)',
      '3_c.sql': `-- Up Migration\n${noted('c')}`,
    };
    let oid = 0;
    const { evidence } = await playedTransactions(
      server,
      files,
      {},
      {
        prepared: async (database) => {
          const client = await server.connect(database);
          oid = (await client.query<{ oid: number }>("select 'seen'::regclass::int8::float8 as oid")).rows[0]!
            .oid;
          await client.end();
        },
      },
    );
    const relation = { oid, name: 'public.seen', kind: 'r' as const, table: null, bytes: 0, rows: 0 };
    const { migrations } = analyse(evidenceOf({ relations: [relation], repeats: [repeat(evidence)] }));
    const [first, , last] = migrations;
    const hold = first!.holds.find(({ mode }) => mode === 'AccessExclusiveLock');
    assert.ok(hold!.lowMs >= 300, `${hold!.lowMs} ms`);
    assert.is(hold!.statement, 1);
    assert.equal(
      last!.holds.filter(({ mode }) => mode === 'AccessExclusiveLock'),
      [],
    );
    // The end of the transaction is that of each.
    const ends = evidence.map(({ ends: own }) => own.at(-1)!);
    assert.equal(
      ends.map(({ kind, shared }) => [kind, shared]),
      [
        ['commit', true],
        ['commit', true],
        ['commit', undefined],
      ],
    );
    assert.is(new Set(ends.map(({ acknowledgedMs }) => acknowledgedMs)).size, 1);
  });

  test('that fails leaves none of its migrations applied, and says which failed', async () => {
    const files = {
      '1_a.sql': `-- Up Migration\n${noted('a')}`,
      '2_b.sql': '-- Up Migration\nselect 1 / 0',
      '3_c.sql': '-- Up Migration\nselect 1',
    };
    const { evidence, transactions } = await playedTransactions(server, files);
    assert.equal(transactions, []);
    assert.equal(
      evidence.map(({ status, rolledBackBy }) => [status, rolledBackBy]),
      [
        ['skipped', '2_b'],
        ['failed', undefined],
        ['skipped', undefined],
      ],
    );
    const { findings } = judge(evidenceOf({ repeats: [repeat(evidence)] }), {
      baseline: null,
      notes: [],
      accept: true,
    });
    const failed = findings.find(({ rule }) => rule === 'migration/failed');
    assert.match(failed!.why, /1_a, in the same transaction, was rolled back with it/);
  });

  test('fails as a whole where a deferred constraint is checked at its end', async () => {
    const files = {
      '1_a.sql': `-- Up Migration\n${noted('a')}`,
      '2_b.sql': `-- Up Migration\n${noted('a')}`,
    };
    const { evidence, transactions, failed } = await playedTransactions(server, files);
    assert.equal([transactions, failed], [[], '23505']);
    assert.equal(
      evidence.map(({ status }) => status),
      ['skipped', 'failed'],
    );
  });
});
