import type { Client } from 'pg';
import { DatabaseError } from 'pg';
import { PgrehearseError } from '../../../src/errors.ts';
import { startClock } from '../../../src/rehearsal/Clock.ts';
import { ConnectionPool } from '../../../src/rehearsal/traffic/ConnectionPool.ts';
import { noValues, type TrafficItem } from '../../../src/rehearsal/traffic/TrafficItem.ts';
import { TrafficStream } from '../../../src/rehearsal/traffic/TrafficStream.ts';
import { assert, suite } from '../../support/suite.ts';

/** A server in a few lines: it answers, is held, or loses connections. */
class Pretended {
  opened = 0;
  asked: string[] = [];
  #held: (() => void)[] | null = null;

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of held) go();
  }

  connect = async (): Promise<Client> => {
    const backend = ++this.opened;
    const query = async (what: string | { text: string }) => {
      const sql = typeof what === 'string' ? what : what.text;
      if (sql.includes('pg_backend_pid')) return { rows: [{ pid: backend }] };
      this.asked.push(sql);
      if (this.#held && sql !== 'ROLLBACK') await new Promise<void>((resolve) => this.#held!.push(resolve));
      if (sql.startsWith('lose')) throw new PgrehearseError('server/connection-lost', 'lost');
      if (sql.startsWith('fail')) {
        throw Object.assign(new DatabaseError('no such column', 1, 'error'), { code: '42703' });
      }
      return { rows: [] };
    };
    return { query, end: async () => undefined } as unknown as Client;
  };
}

function item(parts: Partial<TrafficItem> = {}): TrafficItem {
  return {
    source: 'traffic',
    name: 'q',
    steps: [{ sql: 'select 1', takes: [], values: null }],
    transaction: false,
    values: noValues,
    perSecond: 200,
    prepared: true,
    pool: { key: 'q', connections: 2, role: null, settings: {} },
    ...parts,
  };
}

const clock = startClock();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function stream(
  server: Pretended,
  one = item(),
  pool = new ConnectionPool(server.connect, one.pool.connections),
) {
  await pool.start();
  return { pool, stream: new TrafficStream(one, pool, clock, 0) };
}

suite('open-loop load', ({ test }) => {
  test('what is due while every connection waits is counted from when it was due', async () => {
    const server = new Pretended();
    const { stream: load } = await stream(server);
    load.start();
    await pause(50);
    server.hold();
    const heldMs = clock();
    await pause(300);
    const releasedMs = clock();
    server.release();
    await load.stop();
    const all = [...load.log];
    assert.is(all.length, load.started);
    assert.is(server.opened, 2);
    // Due every 5 ms: each that was due under the hold has waited for all that was left of it.
    const under = all.filter(({ dueMs }) => dueMs > heldMs && dueMs < releasedMs);
    const due = Math.floor((releasedMs - heldMs) / 5);
    assert.ok(Math.abs(under.length - due) <= 1, `${under.length} of ${due}`);
    for (const { dueMs, finishedMs } of under) assert.ok(finishedMs - dueMs >= releasedMs - dueMs);
  });

  test('a stall of one kind of statement starves the others of its pool, and no other', async () => {
    const server = new Pretended();
    const shared = new ConnectionPool(server.connect, 1);
    const held = item({ name: 'held', steps: [{ sql: 'held', takes: [], values: null }] });
    const { stream: first } = await stream(server, held, shared);
    const { stream: neighbour } = await stream(server, item({ name: 'neighbour' }), shared);
    const free = new Pretended();
    const { stream: other } = await stream(free);
    server.hold();
    for (const one of [first, neighbour, other]) one.start();
    await pause(200);
    const releasedMs = clock();
    server.release();
    for (const one of [first, neighbour, other]) await one.stop();
    const before = (one: TrafficStream) => [...one.log].filter(({ finishedMs }) => finishedMs < releasedMs);
    assert.equal(before(neighbour), []);
    assert.ok(before(other).length > 0);
    const waited = [...neighbour.log].filter(({ dueMs }) => dueMs < releasedMs);
    assert.ok(waited.length > 10, `${waited.length} waited`);
    // First come, first served, whoever it is.
    const order = server.asked.slice(0, 20);
    assert.ok(order.includes('held') && order.includes('select 1'), order.join());
  });

  test('of a long queue the oldest are given up when it moves again, and counted with their wait', async () => {
    const server = new Pretended();
    const { stream: load } = await stream(server, item({ perSecond: 20_000 }));
    server.hold();
    load.start();
    await pause(300);
    server.release();
    await load.stop();
    const all = [...load.log];
    assert.is(all.length, load.started);
    const given = all.filter(({ code }) => code === 'timeout');
    assert.ok(given.length >= load.started - 2_000 - 4_000 && given.length > 1_000, `${given.length}`);
    assert.match(load.messages.get('timeout')!, 'more than 2000 waited for a connection');
    for (const { dueMs, finishedMs, backend } of given) assert.ok(finishedMs > dueMs && backend === 0);
  });

  test('what never ends is counted as a timeout, with its wait so far', async () => {
    const server = new Pretended();
    const { stream: load, pool } = await stream(server, item({ perSecond: 50 }));
    server.hold();
    load.start();
    await pause(100);
    const stoppedMs = clock();
    await load.stop();
    await pool.close();
    server.release();
    await pause(10);
    const all = [...load.log];
    assert.is(all.length, load.started);
    for (const { code, dueMs, finishedMs } of all) {
      assert.is(code, 'timeout');
      assert.ok(finishedMs - dueMs >= stoppedMs - dueMs);
    }
  });

  test('how late our own process was is told beside the latency', async () => {
    const server = new Pretended();
    const { stream: load } = await stream(server, item({ perSecond: 100 }));
    load.start();
    await pause(30);
    const busyUntil = clock() + 200;
    while (clock() < busyUntil);
    await pause(30);
    await load.stop();
    const late = [...load.log].filter(({ lateMs }) => lateMs > 0);
    assert.ok(late.length >= 15, `${late.length}`);
    for (const { lateMs, dueMs, finishedMs } of late) assert.ok(lateMs <= finishedMs - dueMs);
    assert.ok(Math.max(...late.map(({ lateMs }) => lateMs)) >= 180);
  });

  test('a lost connection is replaced, an error is not a lost connection', async () => {
    const server = new Pretended();
    const losing = item({ steps: [{ sql: 'lose', takes: [], values: null }], perSecond: 50 });
    const { stream: load } = await stream(server, losing);
    load.start();
    await pause(150);
    await load.stop();
    assert.ok(server.opened > 2, `${server.opened} opened`);
    assert.equal([...new Set([...load.log].map(({ code }) => code))], ['connection']);
    const healthy = new Pretended();
    const failing = item({ steps: [{ sql: 'fail', takes: [], values: null }], perSecond: 50 });
    const { stream: other } = await stream(healthy, failing);
    other.start();
    await pause(100);
    await other.stop();
    assert.equal([...new Set([...other.log].map(({ code }) => code))], ['42703']);
    assert.ok(healthy.opened <= 2);
  });

  test('a transaction that fails is rolled back and not tried again', async () => {
    const server = new Pretended();
    const steps = ['first', 'fail', 'never'].map((sql) => ({ sql, takes: [], values: null }));
    const { stream: load } = await stream(server, item({ steps, transaction: true, perSecond: 0.01 }));
    load.start();
    await pause(20);
    await load.stop();
    assert.equal(server.asked, ['BEGIN', 'first', 'fail', 'ROLLBACK']);
    assert.equal(
      [...load.log].map(({ code }) => code),
      ['42703'],
    );
  });
});
