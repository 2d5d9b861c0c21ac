import { readFileSync } from 'node:fs';
import type { Client } from 'pg';

/** What a row of a look costs on our side and on the server's, in milliseconds; measured with thousands of locks. */
const rowMs = { own: 0.001, server: 0.001 };
/** From so many rows on, each look is measured by itself. */
const dearRows = 100;
const calibrationLooks = 20;

/**
 * The processor time that looks use. The server's is read from Linux where the backend runs on this machine, else
 * taken for the time that an answer takes, which is more. Ours is measured once, before anything else goes on here.
 */
export class LookCost {
  readonly #backendMs: (() => number) | null;
  readonly #ownLookMs: number;
  readonly #answerMs: number;
  #readMs: number;
  #sinceRead = 0;
  #perLookMs: number;
  #serverMs = 0;
  #ownMs = 0;

  private constructor(backendMs: (() => number) | null, own: number, answer: number, perLook: number) {
    this.#backendMs = backendMs;
    this.#ownLookMs = own;
    this.#answerMs = answer;
    this.#perLookMs = perLook;
    this.#readMs = backendMs?.() ?? 0;
  }

  static async measure(client: Client, look: () => Promise<void>): Promise<LookCost> {
    const { rows } = await client.query<{ pid: number; database: string }>(
      'SELECT pg_catalog.pg_backend_pid() AS pid, pg_catalog.current_database() AS database',
    );
    const backendMs = processorTime(rows[0]!.pid, rows[0]!.database);
    await look();
    const [own, server, started] = [process.cpuUsage(), backendMs?.() ?? 0, performance.now()];
    for (let i = 0; i < calibrationLooks; i++) await look();
    const { user, system } = process.cpuUsage(own);
    const answer = (performance.now() - started) / calibrationLooks;
    const perLook = backendMs ? (backendMs() - server) / calibrationLooks : answer;
    return new LookCost(backendMs, (user + system) / 1000 / calibrationLooks, answer, perLook);
  }

  /** Adds a look that gave so many rows; gives what it cost the server. */
  add(rows: number): number {
    const own = this.#ownLookMs + rows * rowMs.own;
    this.#ownMs += own;
    if (!this.#backendMs) {
      const server = this.#answerMs + rows * rowMs.server;
      this.#serverMs += server;
      return server;
    }
    if (++this.#sinceRead < (rows > dearRows || this.#perLookMs > 1 ? 1 : 20)) return this.#perLookMs;
    const charged = (this.#sinceRead - 1) * this.#perLookMs;
    const now = this.#backendMs();
    const used = now - this.#readMs;
    this.#serverMs += used;
    this.#perLookMs = used / this.#sinceRead;
    this.#readMs = now;
    this.#sinceRead = 0;
    return used - charged;
  }

  /** So far, in milliseconds. */
  get spent(): { backendMs: number; ownMs: number; measured: boolean } {
    const unread = this.#backendMs ? this.#sinceRead * this.#perLookMs : 0;
    return { backendMs: this.#serverMs + unread, ownMs: this.#ownMs, measured: this.#backendMs !== null };
  }
}

/** Undefined on other systems, and where that process is another machine's; PostgreSQL writes the database into its title. */
function processorTime(pid: number, database: string): (() => number) | null {
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  try {
    if (!read('cmdline').includes(database)) return null;
    const ms = () => Number(read('schedstat').split(' ')[0]) / 1e6;
    return Number.isFinite(ms()) ? ms : null;
  } catch {
    return null;
  }
}
