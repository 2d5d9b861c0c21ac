import type { Client } from 'pg';
import type { RepeatEvidence } from '../../evidence/Evidence.ts';
import type { LockSighting } from '../../evidence/MigrationEvidence.ts';
import type { Clock } from '../Clock.ts';
import { type Wait, WaitFollower, type WaitingRow } from '../waits/WaitFollower.ts';

interface Row extends WaitingRow {
  granted: boolean;
}

/**
 * Reads pg_locks only, so it never waits for a lock itself. A wait for a row shows as an ungranted lock on a
 * transaction, whose relation is the one that the waiter holds a tuple lock on, or else the first that it writes.
 * Such a lock belongs to no database: its waiter's other locks tell. Relations of ours begin at OID 16384
 * (FirstNormalObjectId, transam.h). waitstart is there since PostgreSQL 14.
 */
const look = {
  name: 'pgrehearse_look',
  text: `
    WITH locks AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks WHERE pid <> pg_catalog.pg_backend_pid())
    SELECT l.pid, coalesce(l.relation, t.relation)::int8::float8 AS relation, l.locktype AS type, l.mode, l.granted,
           CASE WHEN NOT l.granted THEN pg_catalog.pg_blocking_pids(l.pid) END AS blockers,
           CASE WHEN NOT l.granted THEN
             extract(epoch FROM (pg_catalog.to_jsonb(l) ->> 'waitstart')::timestamptz)::float8 * 1000 END AS since
      FROM locks l
      LEFT JOIN LATERAL (
        SELECT relation FROM locks
         WHERE pid = l.pid AND l.locktype = 'transactionid' AND database = $2
           AND (locktype = 'tuple' OR locktype = 'relation' AND mode = 'RowExclusiveLock' AND relation >= 16384)
         ORDER BY locktype = 'tuple' DESC, relation LIMIT 1
      ) t ON NOT l.granted
     WHERE l.granted AND l.locktype = 'relation' AND (l.pid = ANY ($1::int[]) OR l.pid <> ALL ($3::int[])) AND l.relation >= 16384
           AND coalesce(l.database, $2::oid) = $2::oid
        OR NOT l.granted
           AND (l.pid = ANY ($1::int[]) OR l.database = $2::oid OR l.database IS NULL AND t.relation IS NOT NULL)`,
};

/** On a relation, or for a row of one, that is none of the catalog's. */
function isOfOurs(type: string, relation: number | null): boolean {
  return (type === 'relation' || type === 'transactionid') && (relation ?? 0) >= 16384;
}

/** Looks at the server's locks every few milliseconds, on a connection of its own. */
export class LockSampler {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #migrators = new Set<number>();
  #known: Set<number> | null = null;
  readonly #open = new Map<string, LockSighting>();
  readonly #sightings: LockSighting[] = [];
  readonly #waits = new WaitFollower();
  #database = 0;
  #previousLookMs: number | null = null;
  #fromMs: number | null = null;
  #samples = 0;
  #longestGapMs = 0;
  #stopped = false;
  #loop: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(client: Client, clock: Clock, intervalMs = 10) {
    this.#client = client;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  async start(): Promise<void> {
    const { rows } = await this.#client.query<{ oid: number }>(
      'SELECT oid::int8::float8 AS oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()',
    );
    this.#database = rows[0]!.oid;
    await this.#lookOnce();
    this.#loop = this.#run();
  }

  /** From now on the locks of this backend are followed. */
  follow(backend: number): void {
    this.#migrators.add(backend);
  }

  /** From now on the locks of all backends are followed but these: a tool's are not known before they come. */
  followAllBut(backends: readonly number[]): void {
    this.#known = new Set(backends);
  }

  /** The locks that were seen so far. */
  get sightings(): LockSighting[] {
    return [...this.#sightings, ...this.#open.values()];
  }

  /** Stops after one more look; gives what was seen. */
  async stop(): Promise<{
    sightings: LockSighting[];
    waits: Wait[];
    sampler: RepeatEvidence['sampler'];
    failure: unknown;
  }> {
    this.#stopped = true;
    await this.#loop;
    this.#sightings.push(...this.#open.values());
    const sampler =
      this.#fromMs === null
        ? null
        : {
            fromMs: this.#fromMs,
            toMs: this.#previousLookMs ?? this.#fromMs,
            samples: this.#samples,
            longestGapMs: this.#longestGapMs,
          };
    return { sightings: this.#sightings, waits: this.#waits.waits, sampler, failure: this.#failure };
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped) {
        await new Promise((resolve) => setTimeout(resolve, this.#intervalMs));
        await this.#lookOnce();
      }
    } catch (error) {
      this.#failure = error;
    }
  }

  async #lookOnce(): Promise<void> {
    const sentMs = this.#clock();
    const { rows } = await this.#client.query<Row>({
      ...look,
      values: [[...this.#migrators], this.#database, this.#known && [...this.#known]],
    });
    const receivedMs = this.#clock();
    if (this.#known) for (const { pid } of rows) if (!this.#known.has(pid)) this.follow(pid);
    this.#fromMs ??= sentMs;
    this.#samples++;
    this.#longestGapMs = Math.max(this.#longestGapMs, sentMs - (this.#previousLookMs ?? sentMs));
    this.#followLocks(
      rows.filter(({ pid, type, relation }) => this.#migrators.has(pid) && isOfOurs(type, relation)),
      sentMs,
      receivedMs,
    );
    const waiting = rows.filter(({ granted }) => !granted);
    this.#waits.follow(waiting, this.#migrators, sentMs, receivedMs);
    this.#previousLookMs = sentMs;
  }

  #followLocks(rows: readonly Row[], sentMs: number, receivedMs: number): void {
    const now = new Set<string>();
    for (const { pid, relation, mode, granted } of rows) {
      const oid = relation!;
      const key = `${pid} ${oid} ${mode} ${granted}`;
      now.add(key);
      const known = this.#open.get(key);
      if (known) {
        known.lastSeenMs = sentMs;
        known.lastLookMs = receivedMs;
      } else {
        this.#open.set(key, {
          oid,
          mode,
          granted,
          backend: pid,
          absentMs: this.#previousLookMs,
          firstLookMs: sentMs,
          firstSeenMs: receivedMs,
          lastSeenMs: sentMs,
          lastLookMs: receivedMs,
          goneMs: null,
        });
      }
    }
    for (const [key, sighting] of this.#open) {
      if (now.has(key)) continue;
      sighting.goneMs = receivedMs;
      this.#sightings.push(sighting);
      this.#open.delete(key);
    }
  }
}
