import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';
import type { RelationFacts, RepeatEvidence } from '../../evidence/Evidence.ts';
import type { BackendFacts, DeadlockEvidence, WaitEvidence } from '../../evidence/WaitEvidence.ts';
import type { LogPosition, LogRecord } from '../../server/log/ServerLog.ts';
import type { Server } from '../../server/Server.ts';
import type { Clock } from '../Clock.ts';
import { deadlocksInLog } from './deadlocksInLog.ts';
import { keptWaits } from './keptWaits.ts';
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
  /** Null where the log is not read. */
  #since: LogPosition | null = null;
  readonly #notObserved: string[] = [];

  private constructor(server: Server, database: string, clock: Clock, time: ServerTime) {
    this.#server = server;
    this.#database = database;
    this.#clock = clock;
    this.#time = time;
  }

  /** Before sessions are opened whose waits matter: what a database logs holds for new ones. */
  static async start(server: Server, database: string, client: Client, clock: Clock): Promise<WaitObserver> {
    const observer = new WaitObserver(server, database, clock, await ServerTime.read(client, clock));
    await observer.#follow();
    return observer;
  }

  async #follow(): Promise<void> {
    const { log } = this.#server;
    if (!log) return;
    try {
      await log.follow(this.#database);
      this.#since = await log.position();
    } catch (error) {
      this.#miss(error);
    }
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
    const all = mergeWaits(logged, sampled, clockOf);
    const waits = keptWaits(
      all,
      evidence.migrations.flatMap(({ backend }) => backend ?? []),
    );
    if (waits.length < all.length) evidence.waitsLeftOut = all.length - waits.length;
    const deadlocks = deadlocksInLog(records, logged, clockOf);
    const find = tableFinder(relations, sampled);
    evidence.waitsFrom = this.#since === null ? 'samples' : 'log';
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
    return this.#notObserved;
  }

  async #read(): Promise<LogRecord[]> {
    if (this.#since === null || !this.#server.log) return [];
    try {
      const { records, complete } = await this.#server.log.read(this.#since, (record) => this.#tells(record));
      if (!complete)
        this.#notObserved.push('waits of the last moments: the server did not write its log to the end');
      return records;
    } catch (error) {
      this.#miss(error);
      return [];
    }
  }

  /** A log may be long; most of it is about nobody's wait. */
  #tells({ database, backendType, severity, message }: LogRecord): boolean {
    if (backendType === 'postmaster') return true;
    return (
      database === this.#database &&
      (message.startsWith('process ') || /^(ERROR|FATAL|PANIC)$/.test(severity))
    );
  }

  #miss(error: unknown): void {
    this.#since = null;
    this.#notObserved.push(
      `waits to the millisecond: the server's log could not be read (${messageOf(error)}); they were sampled`,
    );
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
  const factsOf = new Map(known.map((facts) => [facts.backend, facts]));
  const recordOf = new Map(records.map((record) => [record.pid, record]));
  return [...pids].map((pid) => {
    const facts = factsOf.get(pid);
    if (facts) return facts;
    // A parallel worker's locks are its leader's.
    const own = recordOf.get(pid);
    const leader = factsOf.get(own?.leaderPid ?? 0);
    if (leader) return { ...leader, backend: pid };
    return { backend: pid, role: 'other', name: own?.applicationName ?? own?.backendType ?? '' };
  });
}
