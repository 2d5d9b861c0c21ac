import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';
import type { RelationFacts, RepeatEvidence } from '../../evidence/Evidence.ts';
import type { BackendFacts, DeadlockEvidence, WaitEvidence } from '../../evidence/WaitEvidence.ts';
import type { LogPosition, LogRecord } from '../../server/log/ServerLog.ts';
import type { Server } from '../../server/Server.ts';
import type { Clock } from '../Clock.ts';
import { deadlocksInLog } from './deadlocksInLog.ts';
import { mergeWaits } from './mergeWaits.ts';
import { ServerTime } from './ServerTime.ts';
import { tableFinder } from './tableFinder.ts';
import type { Wait } from './WaitFollower.ts';
import { type LoggedWait, waitsInLog } from './waitsInLog.ts';

/** Backends of ours, and what they run, by its text. */
export interface KnownBackends {
  facts: readonly BackendFacts[];
  /** The name of the traffic or canary that a backend runs this for. */
  queryOf(backend: number, sql: string): string | undefined;
}

/** Follows the server's log while one repeat's migrations run, where there is one that we can read. */
export class WaitObserver {
  readonly #server: Server;
  readonly #database: string;
  readonly #clock: Clock;
  readonly #time: ServerTime;
  readonly #since: LogPosition | null;
  #missing: string | null;

  private constructor(
    server: Server,
    database: string,
    clock: Clock,
    time: ServerTime,
    since: LogPosition | string | null,
  ) {
    this.#server = server;
    this.#database = database;
    this.#clock = clock;
    this.#time = time;
    this.#since = typeof since === 'string' ? null : since;
    this.#missing = typeof since === 'string' ? since : null;
  }

  /** Before sessions are opened whose waits matter: what a database logs holds for new ones. */
  static async start(server: Server, database: string, client: Client, clock: Clock): Promise<WaitObserver> {
    const { log } = server;
    const since = await log
      ?.follow(database)
      .then(
        () => log.position(),
        (error: unknown) => Promise.reject(error),
      )
      .catch((error: unknown) => messageOf(error));
    return new WaitObserver(server, database, clock, await ServerTime.read(client, clock), since ?? null);
  }

  /**
   * Writes who waited for whom into the evidence.
   * @returns what could not be observed, a sentence each
   */
  async finish(
    evidence: RepeatEvidence,
    client: Client,
    sampled: readonly Wait[],
    known: KnownBackends,
    relations: readonly RelationFacts[],
  ): Promise<string[]> {
    const time = await this.#time.until(client, this.#clock);
    const clockOf = (serverMs: number) => time.clockOf(serverMs);
    const records = await this.#read();
    const logged = waitsInLog(records, clockOf, this.#clock());
    const waits = mergeWaits(logged, sampled, clockOf);
    const deadlocks = deadlocksInLog(records, logged, clockOf);
    const find = tableFinder(relations, sampled);
    evidence.waitsFrom = this.#since !== null && this.#missing === null ? 'log' : 'samples';
    evidence.waits = waits.map(({ table, sql, ended: _, ...wait }): WaitEvidence => {
      const query = sql === null ? undefined : known.queryOf(wait.backend, sql);
      const on = wait.on ?? (table === null ? null : find(table, wait.backend, wait.startMs));
      return { ...wait, on, ...(query === undefined ? {} : { query }) };
    });
    evidence.deadlocks = deadlocks.map(
      ({ parties, ...deadlock }): DeadlockEvidence => ({
        ...deadlock,
        parties: parties.map(({ table, ...party }) => {
          const query = known.queryOf(party.backend, party.sql);
          const on = party.on ?? (table === null ? null : find(table, party.backend, deadlock.atMs));
          return { ...party, on, ...(query === undefined ? {} : { query }) };
        }),
      }),
    );
    evidence.backends = backendsOf(waits, deadlocks, known.facts, records);
    return this.#missing === null
      ? []
      : [
          `waits to the millisecond: the server's log could not be read (${this.#missing}); they were sampled`,
        ];
  }

  async #read(): Promise<LogRecord[]> {
    if (this.#since === null || !this.#server.log) return [];
    try {
      const { records } = await this.#server.log.read(
        this.#since,
        ({ database, backendType }) => database === this.#database || backendType === 'postmaster',
      );
      return records;
    } catch (error) {
      this.#missing = messageOf(error);
      return [];
    }
  }
}

/** Of every process id that waited or was waited for. */
function backendsOf(
  waits: readonly LoggedWait[],
  deadlocks: readonly { parties: readonly { backend: number }[] }[],
  known: readonly BackendFacts[],
  records: readonly LogRecord[],
): BackendFacts[] {
  const pids = new Set([
    ...waits.flatMap(({ backend, holders, queue }) => [backend, ...holders, ...queue]),
    ...deadlocks.flatMap(({ parties }) => parties.map(({ backend }) => backend)),
  ]);
  return [...pids].map((pid) => {
    const own = records.find((record) => record.pid === pid);
    const facts = known.find(({ backend }) => backend === pid);
    if (facts) return facts;
    // A parallel worker's locks are its leader's.
    const leader = known.find(({ backend }) => backend === own?.leaderPid);
    if (leader) return { ...leader, backend: pid };
    return { backend: pid, role: 'other', name: own?.applicationName ?? own?.backendType ?? '' };
  });
}
