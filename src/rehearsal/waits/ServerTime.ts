import type { Client } from 'pg';
import type { Clock } from '../Clock.ts';

/** Enough for one that no other process got in the way of. */
const tries = 7;

/** A moment on the server's clock and on ours. */
interface Reading {
  serverMs: number;
  clockMs: number;
  /** How long the answer took. */
  tookMs: number;
}

/**
 * Translates the server's Unix time to the repeat's clock, by readings at the begin and the end: both clocks may be of
 * different machines, and the server's may be set or run at another pace.
 */
export class ServerTime {
  readonly #first: Reading;
  readonly #last: Reading;

  private constructor(first: Reading, last: Reading) {
    this.#first = first;
    this.#last = last;
  }

  static async read(client: Client, clock: Clock): Promise<ServerTime> {
    const reading = await readBoth(client, clock);
    return new ServerTime(reading, reading);
  }

  /** With another reading; without where the server is gone. */
  async until(client: Client, clock: Clock): Promise<ServerTime> {
    return readBoth(client, clock).then(
      (last) => new ServerTime(this.#first, last),
      () => this,
    );
  }

  /** How far a moment may be off, in milliseconds. */
  get errorMs(): number {
    return Math.max(this.#first.tookMs, this.#last.tookMs) / 2;
  }

  clockOf(serverMs: number): number {
    const [from, to] = [ahead(this.#first), ahead(this.#last)];
    const span = this.#last.serverMs - this.#first.serverMs;
    const share = span > 0 ? Math.min(1, Math.max(0, (serverMs - this.#first.serverMs) / span)) : 0;
    return serverMs - (from + (to - from) * share);
  }
}

function ahead({ serverMs, clockMs }: Reading): number {
  return serverMs - clockMs;
}

/** Of the quickest answer: the server read its clock in the middle of it, within half its time. */
async function readBoth(client: Client, clock: Clock): Promise<Reading> {
  let best: Reading | undefined;
  for (let n = 0; n < tries; n++) {
    const sentMs = clock();
    const { rows } = await client.query<{ ms: number }>({
      name: 'pgrehearse_time',
      text: 'SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float8 * 1000 AS ms',
    });
    const tookMs = clock() - sentMs;
    if (!best || tookMs < best.tookMs) best = { serverMs: rows[0]!.ms, clockMs: sentMs + tookMs / 2, tookMs };
  }
  return best!;
}
