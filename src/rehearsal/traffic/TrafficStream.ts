import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../Clock.ts';
import { statementError } from '../statementError.ts';
import { type Connection, type ConnectionPool, type Customer, isLost } from './ConnectionPool.ts';
import { StatementLog } from './StatementLog.ts';
import { drawn, type TrafficItem } from './TrafficItem.ts';

/** How long statements that were started may take to end once traffic stops. */
const patienceMs = 10_000;
/** When a stall ends, the oldest of more than so many that wait are given up, as an application's pool would. */
const mostWaiting = 2_000;
/** Timers are a little late; only more than this is told. */
const usualLatenessMs = 5;

/**
 * Open-loop load: a statement starts when it is due, whether or not earlier ones have finished, and its latency
 * counts from then, so that a stall cannot hide.
 */
export class TrafficStream implements Customer {
  readonly item: TrafficItem;
  readonly pool: ConnectionPool;
  readonly log = new StatementLog();
  /** The first message of each code. */
  readonly messages = new Map<string, string>();
  /** Connections that could not be opened. */
  refusals = 0;
  readonly #clock: Clock;
  readonly #id: number;
  /** How late it was noticed that these were due, where that was much. */
  readonly #late = new Map<number, number>();
  readonly #running = new Map<number, { sentMs: number; backend: number }>();
  #firstMs = 0;
  /** Statements that have become due, and of those the ones taken up or given up. */
  #due = 0;
  #taken = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #over = false;
  /** Those that were refused so far, and which text of the canary they asked with. */
  #refused: { dueMs: number; sentMs: number }[] = [];
  #turn = 0;

  /** @param id tells its prepared statements from those of others in the pool */
  constructor(item: TrafficItem, pool: ConnectionPool, clock: Clock, id: number) {
    this.item = item;
    this.pool = pool;
    this.#clock = clock;
    this.#id = id;
    pool.join(this);
  }

  get started(): number {
    return this.#due;
  }

  get dueMs(): number {
    return this.#taken < this.#due ? this.#dueMsOf(this.#taken) : Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#firstMs = this.#clock();
    this.#tick();
  }

  /** No more statements; waits for those under way, and counts as `timeout` what does not end in time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    const deadline = this.#clock() + patienceMs;
    const underWay = () => this.#running.size > 0 || (this.#taken < this.#due && !this.pool.unreachable);
    while (underWay() && this.#clock() < deadline) await pause(5);
    const words = this.pool.unreachable
      ? 'the server is gone'
      : `not finished ${patienceMs / 1000} s after the traffic ended`;
    for (const n of this.#running.keys()) this.#record(n, 'timeout', words);
    while (this.#taken < this.#due) this.#record(this.#taken++, 'timeout', words);
    this.#recordRefused('timeout');
    this.#over = true;
  }

  async serve(connection: Connection): Promise<'kept' | 'lost'> {
    while (this.#due - this.#taken > mostWaiting)
      this.#record(this.#taken++, 'timeout', `given up: more than ${mostWaiting} waited for a connection`);
    const n = this.#taken++;
    const own = { sentMs: this.#clock(), backend: connection.backend };
    this.#running.set(n, own);
    try {
      await this.#send(connection, n);
      this.#record(n, null, '');
      return 'kept';
    } catch (error) {
      const answer = statementError(error);
      // lock_not_available, by NOWAIT: a canary has no lock_timeout.
      if (this.item.canary && answer?.code === '55P03') this.#refuse(n);
      else this.#record(n, answer?.code ?? 'connection', answer?.message ?? 'the connection was lost');
      if (isLost(error)) return 'lost';
      if (!this.item.transaction && this.item.source === 'traffic') return 'kept';
      return connection.client.query('ROLLBACK').then(
        () => 'kept' as const,
        () => 'lost' as const,
      );
    }
  }

  refused(error: unknown): void {
    this.refusals++;
    const text = error instanceof Error ? error.message : String(error);
    if (!this.messages.has('connection')) this.messages.set('connection', text);
  }

  async #send({ client }: Connection, n: number): Promise<void> {
    const { steps, transaction, values, prepared, canary } = this.item;
    if (canary) {
      await client.query(canary.texts[this.#turn % canary.texts.length]!);
      this.#turn++;
      this.#recordRefused(null);
      return;
    }
    const row = drawn(values, n);
    if (transaction) await client.query('BEGIN');
    for (const [index, step] of steps.entries()) {
      if ('thinkMs' in step) await pause(step.thinkMs);
      else {
        const own = step.values ? drawn(step.values, n) : step.takes.map((at) => row[at]);
        const name = prepared ? { name: `traffic_${this.#id}_${index}` } : {};
        await client.query({ ...name, text: step.sql, values: [...own] });
      }
    }
    if (transaction) await client.query('COMMIT');
  }

  #tick(): void {
    const now = this.#clock();
    while (this.#dueMsOf(this.#due) <= now) {
      const lateMs = now - this.#dueMsOf(this.#due);
      if (lateMs > usualLatenessMs) this.#late.set(this.#due, lateMs);
      this.#due++;
    }
    this.pool.dispatch();
    if (!this.#stopped)
      this.#timer = setTimeout(() => this.#tick(), Math.max(1, this.#dueMsOf(this.#due) - this.#clock()));
  }

  #dueMsOf(n: number): number {
    return this.#firstMs + (n * 1000) / this.item.perSecond;
  }

  #record(n: number, code: string | null, message: string): void {
    // One that was given up at the end may still be answered, if only by the end of its connection.
    if (this.#over) return;
    const finishedMs = this.#clock();
    const { sentMs, backend } = this.#running.get(n) ?? { sentMs: finishedMs, backend: 0 };
    this.#running.delete(n);
    const lateMs = this.#late.get(n) ?? 0;
    this.#late.delete(n);
    if (code !== null && !this.messages.has(code)) this.messages.set(code, message);
    this.log.push({ dueMs: this.#dueMsOf(n), sentMs, finishedMs, lateMs, backend, code, refused: false });
  }

  /** It will be asked again with the same text when the next one is due. */
  #refuse(n: number): void {
    const dueMs = this.#dueMsOf(n);
    this.#refused.push({ dueMs, sentMs: this.#running.get(n)?.sentMs ?? dueMs });
    this.#running.delete(n);
    this.#late.delete(n);
  }

  /** What was refused has waited until now, although nobody saw it wait. */
  #recordRefused(code: string | null): void {
    const finishedMs = this.#clock();
    for (const { dueMs, sentMs } of this.#refused)
      this.log.push({ dueMs, sentMs, finishedMs, lateMs: 0, backend: 0, code, refused: true });
    this.#refused = [];
  }
}
