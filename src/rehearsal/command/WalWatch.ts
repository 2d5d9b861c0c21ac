import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Clock } from '../Clock.ts';

const intervalMs = 25;

/** Where the write-ahead log ended, looked up every few milliseconds: a tool does not stop between its migrations. */
export class WalWatch {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #looks: { sentMs: number; receivedMs: number; position: number }[] = [];
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  /** Bytes written in between, from the last look before to the first look after; null where there is none. */
  between(fromMs: number, toMs: number): number | null {
    const before = this.#looks.findLast(({ receivedMs }) => receivedMs <= fromMs);
    const after = this.#looks.find(({ sentMs }) => sentMs >= toMs);
    return before && after ? after.position - before.position : null;
  }

  async #run(): Promise<void> {
    // A connection that is lost is told by whoever works on it.
    try {
      while (!this.#stopped) {
        await sleep(intervalMs);
        await this.#look();
      }
      await this.#look();
    } catch {}
  }

  async #look(): Promise<void> {
    const sentMs = this.#clock();
    const { rows } = await this.#client.query<{ position: number }>({
      name: 'pgrehearse_wal',
      text: `SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::float8 AS position`,
    });
    this.#looks.push({ sentMs, receivedMs: this.#clock(), position: rows[0]!.position });
  }
}
