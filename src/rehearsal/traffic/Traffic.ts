import type { Client } from 'pg';
import type { TrafficEvidence } from '../../evidence/TrafficEvidence.ts';
import type { Clock } from '../Clock.ts';
import { statementError } from '../statementError.ts';

/** A statement that is started again and again. */
export interface TrafficItem {
  source: 'traffic' | 'canary';
  name: string;
  sql: string;
  /** Drawn in turn; one empty set for a statement without parameters. */
  parameterSets: readonly (readonly unknown[])[];
  perSecond: number;
}

export interface Finished {
  dueMs: number;
  finishedMs: number;
}

/** Connections that one item may have; more would be more than the server has. */
const mostConnections = 12;
/** How long statements that were started may take to end once traffic stops. */
const patienceMs = 10_000;

/**
 * Open-loop load: a statement starts when it is due, whether or not earlier ones have finished, and its latency
 * counts from then, so that a stall cannot hide. Connections are opened as they are needed.
 */
export class TrafficStream {
  readonly item: TrafficItem;
  readonly backends = new Set<number>();
  readonly finished: Finished[] = [];
  /** Those that ended with an error, a timeout say: they kept their user waiting, too. */
  readonly failed: Finished[] = [];
  readonly errors = new Map<string, TrafficEvidence['errors'][number]>();
  started = 0;
  readonly #connect: () => Promise<Client>;
  readonly #clock: Clock;
  readonly #idle: Client[] = [];
  readonly #all: Client[] = [];
  readonly #waiting: number[] = [];
  #opening = 0;
  #running = 0;
  #timer: NodeJS.Timeout | null = null;
  #nextDueMs = 0;
  #draw = 0;
  #stopped = false;

  constructor(item: TrafficItem, connect: () => Promise<Client>, clock: Clock) {
    this.item = item;
    this.#connect = connect;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    await this.#open();
    this.#nextDueMs = this.#clock();
    this.#tick();
  }

  /** No more statements; waits for those under way, and counts as `timeout` what does not end in time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    const deadline = this.#clock() + patienceMs;
    while ((this.#running > 0 || this.#waiting.length > 0 || this.#opening > 0) && this.#clock() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (let left = this.#running + this.#waiting.length; left > 0; left--) {
      this.#count('timeout', `not finished ${patienceMs} ms after the traffic ended`);
    }
    await Promise.allSettled(this.#all.map((client) => client.end()));
  }

  #tick(): void {
    const now = this.#clock();
    while (this.#nextDueMs <= now) {
      this.started++;
      this.#waiting.push(this.#nextDueMs);
      this.#nextDueMs += 1000 / this.item.perSecond;
    }
    this.#dispatch();
    if (!this.#stopped)
      this.#timer = setTimeout(() => this.#tick(), Math.max(1, this.#nextDueMs - this.#clock()));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const client = this.#idle.pop();
      if (!client) {
        if (this.#all.length + this.#opening < mostConnections && !this.#stopped)
          void this.#open().then(() => this.#dispatch());
        return;
      }
      void this.#runOn(client, this.#waiting.shift()!);
    }
  }

  async #open(): Promise<void> {
    this.#opening++;
    try {
      const client = await this.#connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
      this.backends.add(rows[0]!.pid);
      this.#all.push(client);
      this.#idle.push(client);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#opening--;
    }
  }

  async #runOn(client: Client, dueMs: number): Promise<void> {
    this.#running++;
    try {
      const sets = this.item.parameterSets;
      const values = sets[this.#draw++ % sets.length]!;
      // Prepared, as applications do it; a canary has no parameters and may be several statements.
      await (this.item.source === 'traffic'
        ? client.query({ name: 'traffic', text: this.item.sql, values: [...values] })
        : client.query(this.item.sql));
      this.finished.push({ dueMs, finishedMs: this.#clock() });
    } catch (error) {
      this.failed.push({ dueMs, finishedMs: this.#clock() });
      this.#fail(error);
      if (this.item.source === 'canary') await client.query('ROLLBACK').catch(() => undefined);
    } finally {
      this.#running--;
      this.#idle.push(client);
      this.#dispatch();
    }
  }

  #fail(error: unknown): void {
    const answer = statementError(error);
    this.#count(answer?.code ?? 'connection', answer?.message ?? 'the connection was lost');
  }

  #count(code: string, message: string): void {
    const known = this.errors.get(code);
    if (known) known.count++;
    else this.errors.set(code, { code, message, count: 1, firstMs: this.#clock() });
  }
}
