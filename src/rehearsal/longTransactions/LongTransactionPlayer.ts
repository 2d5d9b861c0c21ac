import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { LongTransactionEvidence, LongTransactionRun } from '../../evidence/LongTransactionEvidence.ts';
import type { ResolvedLongTransaction } from '../../scenario/ResolvedScenario.ts';
import { backendOf } from '../backendOf.ts';
import type { Clock } from '../Clock.ts';
import { statementError } from '../statementError.ts';
import { lockStatement } from './lockStatement.ts';

/** What runs on when so much time has passed is under way. */
const underWayMs = 200;
/** After an error or where nothing else paces it. */
const leastPauseMs = 100;

/** Plays one long transaction again and again, from before the first migration until it is stopped. */
export class LongTransactionPlayer {
  readonly evidence: LongTransactionEvidence;
  readonly backends = new Set<number>();
  readonly #declared: ResolvedLongTransaction;
  readonly #connect: () => Promise<Client>;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(declared: ResolvedLongTransaction, connect: () => Promise<Client>, clock: Clock) {
    this.#declared = declared;
    this.#connect = connect;
    this.#clock = clock;
    this.evidence = { name: declared.name, runs: [] };
  }

  /** Until it is open, or has failed. */
  async start(): Promise<void> {
    await new Promise<void>((opened) => {
      this.#loop = this.#playOn(opened).finally(opened);
    });
  }

  /** Ends it, also in the middle of a statement. */
  async stop(observer: Client): Promise<void> {
    this.#stopping.abort();
    const last = this.evidence.runs.at(-1);
    if (last && last.endedMs === null)
      await observer
        .query('SELECT pg_catalog.pg_terminate_backend($1)', [last.backend])
        .catch(() => undefined);
    await this.#loop;
  }

  async #playOn(opened: () => void): Promise<void> {
    const { lastsMs, pauseMs } = this.#declared;
    while (!this.#stopping.signal.aborted) {
      // A connection each time, as reports have: the one before may have been ended by a migration.
      const client = await this.#connect().catch(() => null);
      if (client === null) return;
      try {
        const failed = await this.#playOnce(client, lastsMs, opened);
        opened();
        await this.#rest(failed ? Math.max(pauseMs, leastPauseMs) : pauseMs);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  async #playOnce(client: Client, lastsMs: number, opened: () => void): Promise<boolean> {
    const run: LongTransactionRun = {
      backend: await backendOf(client),
      openMs: null,
      endedMs: null,
      error: null,
    };
    this.backends.add(run.backend);
    this.evidence.runs.push(run);
    const { isolation, statements } = this.#declared;
    const beganMs = this.#clock();
    try {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}`);
      const lock = await lockStatement(client, this.#declared);
      if (lock !== null) await client.query(lock);
      const working = inTurn(client, statements);
      await Promise.race([working, this.#rest(underWayMs)]);
      run.openMs = this.#clock();
      opened();
      await working;
      await this.#rest(lastsMs - (this.#clock() - beganMs));
      if (this.#stopping.signal.aborted) return false;
      await client.query('COMMIT');
    } catch (error) {
      // Our own end of it is none of its errors.
      if (this.#stopping.signal.aborted) return false;
      const cause = error instanceof Error && error.cause ? error.cause : error;
      run.error = statementError(cause) ?? {
        code: '08006',
        message: 'the connection was lost',
        detail: null,
        hint: null,
      };
      run.endedMs = this.#clock();
      return true;
    }
    run.endedMs = this.#clock();
    return false;
  }

  async #rest(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

async function inTurn(client: Client, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await client.query(sql);
}
