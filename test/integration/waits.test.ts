import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { RepeatEvidence } from '../../src/evidence/Evidence.ts';
import type { WaitEvidence } from '../../src/evidence/WaitEvidence.ts';
import { type Clock, startClock } from '../../src/rehearsal/Clock.ts';
import { readRelations } from '../../src/rehearsal/locks/readRelations.ts';
import { WaitObserver } from '../../src/rehearsal/waits/WaitObserver.ts';
import type { Server } from '../../src/server/Server.ts';
import { binaries15, image } from '../support/otherServers.ts';
import { openQuietly, queryValue } from '../support/postgresSpec.ts';
import { assert, suite } from '../support/suite.ts';

const kinds = [
  { name: '18', postgres: { server: 'embedded' as const }, missing: null },
  { name: '15', postgres: { server: 'binaries' as const, version: '15' }, missing: binaries15 },
  {
    name: 'in a container',
    postgres: { server: 'container' as const, image },
    missing: image === null ? 'no Docker engine: set PGREHEARSE_TEST_IMAGE' : null,
  },
];

/**
 * A backend that measures its own wait on the server's clock, from right before the lock is asked for to right after
 * it was given.
 */
const measured = (lock: string) => `do $$ declare began timestamptz; begin
  perform 1; began := clock_timestamp();
  ${lock};
  perform set_config('test.ms', (extract(epoch from clock_timestamp() - began) * 1000)::text, false);
end $$`;

for (const { name, postgres, missing } of kinds) {
  suite(`waits that are planted on PostgreSQL ${name}`, ({ test, skip, before, after }) => {
    if (missing !== null) return skip('are found', missing);
    let server: Server;
    let database: string;
    const open: Client[] = [];
    before(async () => {
      server = await openQuietly(postgres);
      database = await server.createDatabase('planted');
      const client = await server.connect(database);
      await client.query(
        `create table items (id int primary key, note text);
         insert into items select i, '' from generate_series(1, 100) as i;
         create table lines (id int primary key, note text); insert into lines values (1, ''), (2, '');
         create schema other; create table other.lines (id int)`,
      );
      await client.end();
    });
    after(async () => {
      for (const client of open) await client.end();
      await server?.stop();
    });

    interface Party {
      client: Client;
      pid: number;
    }
    const connect = async (): Promise<Party> => {
      const client = await server.connect(database);
      open.push(client);
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      return { client, pid: rows[0]!.pid };
    };
    const untilWaiting = async (watcher: Party, pid: number) => {
      for (;;) {
        const { rows } = await watcher.client.query('select from pg_locks where pid = $1 and not granted', [
          pid,
        ]);
        if (rows.length > 0) return;
      }
    };
    /** What an observer makes of what a plan does. */
    const observe = async (
      plan: (clock: Clock) => Promise<void>,
    ): Promise<{ waits: WaitEvidence[]; evidence: RepeatEvidence; missing: string[] }> => {
      const clock = startClock();
      const observer = await server.connect(database);
      const waits = await WaitObserver.start(server, database, observer, clock);
      await plan(clock);
      const evidence = { repeat: 1, migrations: [] as unknown } as RepeatEvidence;
      const missing = await waits.finish(
        evidence,
        observer,
        [],
        { facts: [], queryOf: () => undefined },
        await readRelations(observer),
      );
      await observer.end();
      return { waits: evidence.waits ?? [], evidence, missing };
    };
    const oid = async (table: string) =>
      Number(await queryValue(server, database, `select '${table}'::regclass::oid::int`));
    /** How long a backend has been waiting, by pg_locks.waitstart. */
    const waitedMs = async ({ client }: Party, pid: number) => {
      const sql = `select extract(epoch from clock_timestamp() - waitstart)::float8 * 1000 as ms
                     from pg_locks where pid = $1 and not granted`;
      return (await client.query<{ ms: number }>(sql, [pid])).rows[0]!.ms;
    };
    const ownMs = async ({ client }: Party) =>
      Number((await client.query(`select current_setting('test.ms') as ms`)).rows[0].ms);

    /** One backend holds, another waits. */
    const plant = async (hold: string, wait: string, heldMs: number) => {
      const parties: Party[] = [];
      const bounds = { leastMs: 0, mostMs: 0 };
      const { waits } = await observe(async () => {
        for (let n = 0; n < 3; n++) parties.push(await connect());
        const [holder, victim, watcher] = parties as [Party, Party, Party];
        await holder.client.query(`begin; ${hold}`);
        const waiting = victim.client.query(measured(wait));
        await untilWaiting(watcher, victim.pid);
        await sleep(heldMs);
        bounds.leastMs = await waitedMs(holder, victim.pid);
        await holder.client.query('commit');
        await waiting;
        bounds.mostMs = await ownMs(victim);
      });
      assert.is(waits.length, 1);
      return { wait: waits[0]!, holder: parties[0]!.pid, victim: parties[1]!.pid, ...bounds };
    };

    const planted: [kind: string, hold: string, wait: string, mode: string, target: string][] = [
      [
        'relation',
        'lock table items in access exclusive mode',
        'lock table items in row exclusive mode',
        'RowExclusiveLock',
        'relation',
      ],
      [
        'row of a table',
        `update items set note = 'a' where id = 1`,
        `update items set note = 'b' where id = 1`,
        'ShareLock',
        'transaction',
      ],
    ];
    for (const [kind, hold, wanted, mode, target] of planted) {
      for (const heldMs of [5, 20, 100, 1000]) {
        test(`${heldMs} ms for a ${kind}: holder, victim and duration`, async () => {
          await withinTwo(async () => {
            const { wait, holder, victim, ...bounds } = await plant(hold, wanted, heldMs);
            const { startMs, endMs, ...who } = wait;
            assert.equal(who, {
              backend: victim,
              on: await oid('public.items'),
              target,
              mode,
              end: 'acquired',
              holders: [holder],
              queue: [],
              exact: true,
            });
            return { ms: endMs - startMs, ...bounds };
          });
        });
      }
    }

    test('a queue of three: who is before whom', async () => {
      let parties: Party[] = [];
      const { waits } = await observe(async () => {
        parties = [await connect(), await connect(), await connect(), await connect(), await connect()];
        const [holder, first, second, third, watcher] = parties as [Party, Party, Party, Party, Party];
        await holder.client.query('begin; select 1 from items limit 1');
        const one = first.client.query(measured('lock table items in access exclusive mode'));
        await untilWaiting(watcher, first.pid);
        await sleep(100);
        const two = second.client.query(measured('perform 1 from items limit 1'));
        await untilWaiting(watcher, second.pid);
        await sleep(100);
        const three = third.client.query(measured('lock table items in row exclusive mode'));
        await untilWaiting(watcher, third.pid);
        await sleep(100);
        await holder.client.query('commit');
        await Promise.all([one, two, three]);
      });
      const [holder, first, second, third] = parties as [Party, Party, Party, Party];
      assert.equal(
        waits.map(({ backend, mode, holders, queue }) => ({ backend, mode, holders, queue })),
        [
          { backend: first.pid, mode: 'AccessExclusiveLock', holders: [holder.pid], queue: [] },
          { backend: second.pid, mode: 'AccessShareLock', holders: [holder.pid], queue: [first.pid] },
          {
            backend: third.pid,
            mode: 'RowExclusiveLock',
            holders: [holder.pid],
            queue: [first.pid, second.pid],
          },
        ],
      );
      for (const [index, party] of [first, second, third].entries()) {
        const { startMs, endMs } = waits[index]!;
        assert.ok(endMs - startMs <= (await ownMs(party)) + 1, `${endMs - startMs} ms`);
        assert.ok(endMs - startMs >= 20 * (3 - index), `${endMs - startMs} ms`);
      }
    });

    const cutShort: [
      what: string,
      end: WaitEvidence['end'],
      set: string,
      by: ((pid: number) => string) | null,
    ][] = [
      ['lock_timeout', 'timeout', `set lock_timeout = '60ms'`, null],
      ['statement_timeout', 'timeout', `set statement_timeout = '60ms'`, null],
      ['pg_cancel_backend', 'cancelled', 'select 1', (pid) => `select pg_cancel_backend(${pid})`],
      ['pg_terminate_backend', 'cancelled', 'select 1', (pid) => `select pg_terminate_backend(${pid})`],
    ];
    for (const [what, end, set, by] of cutShort) {
      test(`a wait that ${what} cut short ends then`, async () => {
        let tookMs = 0;
        const { waits } = await observe(async (clock) => {
          const [holder, victim, watcher] = [await connect(), await connect(), await connect()];
          await holder.client.query('begin; lock table items in access exclusive mode');
          await victim.client.query(set);
          const sentMs = clock();
          const waiting = victim.client.query('select 1 from items').catch(() => undefined);
          await untilWaiting(watcher, victim.pid);
          if (by) {
            await sleep(60);
            await watcher.client.query(by(victim.pid));
          }
          await waiting;
          tookMs = clock() - sentMs;
          await sleep(50);
          await holder.client.query('commit');
        });
        assert.equal(
          waits.map((wait) => [wait.end, wait.exact]),
          [[end, true]],
        );
        const { startMs, endMs } = waits[0]!;
        assert.ok(endMs - startMs >= 55, `${endMs - startMs} ms`);
        assert.ok(endMs - startMs <= tookMs + 2, `${endMs - startMs} ms of ${tookMs}`);
      });
    }

    test('two tables with one name are told apart by what was seen, or not at all', async () => {
      const { waits } = await observe(async () => {
        const [holder, victim, watcher] = [await connect(), await connect(), await connect()];
        await holder.client.query(`begin; update lines set note = 'a' where id = 2`);
        const waiting = victim.client.query(`update lines set note = 'b' where id = 2`);
        await untilWaiting(watcher, victim.pid);
        await sleep(150);
        await holder.client.query('commit');
        await waiting;
      });
      assert.is(waits[0]!.on, null);
    });

    test('CREATE INDEX CONCURRENTLY waits for a transaction, whose backend is told', async () => {
      let parties: Party[] = [];
      const { waits } = await observe(async () => {
        parties = [await connect(), await connect(), await connect()];
        const [holder, victim, watcher] = parties as [Party, Party, Party];
        await holder.client.query(`begin; update items set note = 'a' where id = 5`);
        const waiting = victim.client.query('create index concurrently on items (note)');
        await untilWaiting(watcher, victim.pid);
        await sleep(150);
        await holder.client.query('commit');
        await waiting;
      });
      assert.equal(
        waits.map(({ backend, target, mode, on, holders, end }) => ({
          backend,
          target,
          mode,
          on,
          holders,
          end,
        })),
        [
          {
            backend: parties[1]!.pid,
            target: 'virtualTransaction',
            mode: 'ShareLock',
            on: null,
            holders: [parties[0]!.pid],
            end: 'acquired',
          },
        ],
      );
    });

    test('a deadlock has both parties, what they ran and waited for', async () => {
      let pids: number[] = [];
      const { evidence } = await observe(async () => {
        const [one, two] = [await connect(), await connect()];
        pids = [one.pid, two.pid];
        await one.client.query('begin; lock table items in share mode');
        await two.client.query(`begin; lock table other.lines in exclusive mode`);
        const first = one.client.query('lock table other.lines\n in share mode').catch(() => undefined);
        await sleep(150);
        const second = two.client.query('update items set note = note where id = 3').catch(() => undefined);
        await Promise.all([first, second]);
        await one.client.query('rollback');
        await two.client.query('rollback');
      });
      const [deadlock] = evidence.deadlocks!;
      assert.is(evidence.deadlocks!.length, 1);
      const parties = [...deadlock!.parties].sort((a) => (a.backend === pids[0] ? -1 : 1));
      assert.equal(parties, [
        {
          backend: pids[0],
          on: await oid('other.lines'),
          target: 'relation',
          mode: 'ShareLock',
          blockedBy: pids[1],
          sql: 'lock table other.lines\n in share mode',
        },
        {
          backend: pids[1],
          on: await oid('public.items'),
          target: 'relation',
          mode: 'RowExclusiveLock',
          blockedBy: pids[0],
          sql: 'update items set note = note where id = 3',
        },
      ]);
      assert.ok(pids.includes(deadlock!.victim));
      assert.is(evidence.waits!.find(({ backend }) => backend === deadlock!.victim)?.end, 'deadlock');
    });

    test('nobody waited where nobody was in the way', async () => {
      const { waits, missing } = await observe(async () => {
        const [one, two] = [await connect(), await connect()];
        await one.client.query('begin; lock table items in share mode');
        await two.client.query('select 1 from items');
        await one.client.query('commit');
      });
      assert.equal([waits, missing], [[], []]);
    });
  });
}

interface Measured {
  /** By the log. */
  ms: number;
  /** By pg_locks.waitstart, right before the holder let go. */
  leastMs: number;
  /** By the backend itself, around the call that waited. */
  mostMs: number;
}

/**
 * All three are the server's clock's. The bounds hold always; on a busy machine a backend may be kept from going on
 * after its wait, and then what it measures itself is longer: both agree where it was not.
 */
async function withinTwo(measure: () => Promise<Measured>): Promise<void> {
  const tried: Measured[] = [];
  for (let n = 0; n < 8; n++) {
    const one = await measure();
    const words = `the log says ${one.ms} ms, and it was between ${one.leastMs} and ${one.mostMs}`;
    assert.ok(one.ms >= one.leastMs - 1 && one.ms <= one.mostMs + 1, words);
    if (one.mostMs - one.ms <= 2) return;
    tried.push(one);
  }
  assert.unreachable(`never within 2 ms: ${JSON.stringify(tried)}`);
}
