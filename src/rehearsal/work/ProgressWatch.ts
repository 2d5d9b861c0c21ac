import type { Client } from 'pg';
import type { ProgressPhase } from '../../evidence/ProgressPhase.ts';
import type { Server } from '../../server/Server.ts';
import type { Clock } from '../Clock.ts';
import { amountDone, type ProgressRow } from './amountDone.ts';
import { newHeapBytes } from './newHeapBytes.ts';

/** Nothing is asked before a statement has run so long, and not more often; where answers are slow, less often. */
const intervalMs = 100;
const longestIntervalMs = 2_000;
/** Of the time, in answers. */
const share = 0.01;
const keptPhases = 300;

/** Follows long statements through their phases, on a connection of its own, which reads no relation. */
export class ProgressWatch {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #views: readonly string[];
  readonly #say: (text: string) => void;
  #running: Running | null = null;
  /** Files are the server's: only a superuser and pg_read_server_files see them. */
  #seesFiles = true;

  private constructor(client: Client, clock: Clock, views: readonly string[], say: (text: string) => void) {
    this.#client = client;
    this.#clock = clock;
    this.#views = views;
    this.#say = say;
  }

  /** `say`: what the statement under way is doing, as it goes on. */
  static async open(
    server: Pick<Server, 'connect'>,
    database: string,
    clock: Clock,
    say: (text: string) => void,
  ): Promise<ProgressWatch> {
    const client = await server.connect(database, { applicationName: 'pgrehearse progress' });
    const { rows } = await client.query<{ name: string }>(`
      SELECT c.relname AS name FROM pg_catalog.pg_class c
       WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relkind = 'v'
         AND c.relname LIKE 'pg\\_stat\\_progress\\_%' AND c.relname <> 'pg_stat_progress_basebackup'`);
    const views = rows.map(({ name }) => name);
    return new ProgressWatch(client, clock, views, say);
  }

  /**
   * @param statement its number, for those who watch
   * @param held OIDs that the backend has locked already, so that a table it has created is not taken for a new heap;
   *   null where the statement writes none
   */
  begin(backend: number, statement: number, held: readonly number[] | null): void {
    const running: Running = { backend, statement, held, phases: [], timer: null };
    this.#running = running;
    this.#later(running);
  }

  /** Of the statement that `begin` was called for. */
  end(): ProgressPhase[] {
    const running = this.#running;
    this.#running = null;
    if (!running) return [];
    if (running.timer) clearTimeout(running.timer);
    const last = running.phases.at(-1);
    if (last) last.toMs = this.#clock();
    return running.phases;
  }

  async close(): Promise<void> {
    this.end();
    await this.#client.end().catch(() => undefined);
  }

  #later(running: Running, waitMs = intervalMs): void {
    running.timer = setTimeout(() => {
      const askedMs = this.#clock();
      // A watch that has lost its connection has nothing more to tell; the migration goes on.
      void this.#look(running).then(
        () => {
          if (this.#running !== running) return;
          const wished = (this.#clock() - askedMs) / share;
          this.#later(running, Math.min(longestIntervalMs, Math.max(intervalMs, wished)));
        },
        () => undefined,
      );
    }, waitMs);
  }

  async #look(running: Running): Promise<void> {
    const seen = (await this.#fromViews(running)) ?? (await this.#fromFiles(running));
    if (this.#running !== running || !seen) return;
    const { locker, ...phase } = seen;
    const now = this.#clock();
    let last = running.phases.at(-1);
    if (last) last.toMs = now;
    if (last?.source !== phase.source || last.phase !== phase.phase || last.oid !== phase.oid) {
      if (running.phases.length === keptPhases) return;
      last = { ...phase, fromMs: now, toMs: now };
      running.phases.push(last);
    }
    // Counters are put back to zero as a phase ends.
    if (phase.done !== null && phase.done >= (last.done ?? 0)) Object.assign(last, phase);
    if (locker && !last.waitedFor?.includes(locker)) last.waitedFor = [...(last.waitedFor ?? []), locker];
    this.#say(`statement ${running.statement}: ${inWords(last)}`);
  }

  async #fromViews({ backend }: Running): Promise<Seen | null> {
    const { rows } = await this.#client.query<{ view: string; row: ProgressRow }>({
      name: 'pgrehearse_progress',
      text: this.#views
        .map(
          (view) =>
            `SELECT '${view}' AS view, pg_catalog.to_jsonb(v) AS row FROM pg_catalog.${view} v WHERE v.pid = $1`,
        )
        .join(' UNION ALL '),
      values: [backend],
    });
    const first = rows[0];
    if (!first) return null;
    const { row } = first;
    const source = first.view.replace('pg_stat_progress_', '');
    return {
      source,
      phase: String(row['phase'] ?? row['command'] ?? source.replace('_', ' ')),
      oid: Number(row['index_relid']) || Number(row['relid']) || null,
      ...amountDone(row),
      locker: Number(row['current_locker_pid']) || null,
    };
  }

  async #fromFiles({ backend, held }: Running): Promise<Seen | null> {
    if (!this.#seesFiles || !held) return null;
    const growth = await newHeapBytes(this.#client, backend, held).catch(() => {
      this.#seesFiles = false;
      return null;
    });
    if (growth === null) return null;
    return { source: 'heap', phase: 'writing the new heap', ...growth, unit: 'bytes', locker: null };
  }
}

interface Running {
  backend: number;
  statement: number;
  held: readonly number[] | null;
  phases: ProgressPhase[];
  timer: NodeJS.Timeout | null;
}

type Seen = Omit<ProgressPhase, 'fromMs' | 'toMs' | 'waitedFor'> & { locker: number | null };

function inWords({ phase, done, total }: ProgressPhase): string {
  if (done === null || !total) return phase;
  return `${phase}, ${Math.min(100, Math.floor((100 * done) / total))} %`;
}
