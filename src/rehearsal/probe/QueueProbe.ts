import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { LockMode } from '../../evidence/LockMode.ts';
import type { ProbeEvidence } from '../../evidence/ProbeEvidence.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import type { Clock } from '../Clock.ts';
import { Holder } from './Holder.ts';
import { Latecomer } from './Latecomer.ts';

interface Waiting {
  pid: number;
  oid: number | null;
  mode: LockMode;
  blockers: number[];
}

const lookEveryMs = 5;
const latecomersAfterMs = 50;

/** Holds relations until somebody has waited for each of them for a while, and sees who queues behind. */
export class QueueProbe {
  readonly seen: ProbeEvidence[] = [];
  readonly #connect: () => Promise<Client>;
  readonly #observer: Client;
  readonly #clock: Clock;
  readonly #holdMs: number;
  readonly #holders = new Map<number, Holder>();
  readonly #ours = new Set<number>();
  readonly #latecomers: Latecomer[] = [];
  #watching: Promise<void> | null = null;
  #stopped = false;

  constructor(connect: () => Promise<Client>, observer: Client, clock: Clock, holdMs: number) {
    this.#connect = connect;
    this.#observer = observer;
    this.#clock = clock;
    this.#holdMs = holdMs;
  }

  async hold(relations: readonly RelationFacts[]): Promise<void> {
    for (const relation of relations) {
      const holder = await Holder.open(relation, await this.#connect());
      this.#holders.set(relation.oid, holder);
      this.#ours.add(holder.backend);
    }
    await this.#callLatecomers();
  }

  /** Looks on until each relation was waited for, or until it is stopped. */
  watch(): Promise<void> {
    this.#watching ??= this.#lookOn();
    return this.#watching;
  }

  async #lookOn(): Promise<void> {
    while (!this.#stopped && this.#holders.size > 0) {
      for (const waiting of await this.#waiting()) {
        const holder = waiting.oid === null ? undefined : this.#holders.get(waiting.oid);
        if (holder) await this.#observe(waiting, holder);
        else await this.#stepAside(waiting);
      }
      await sleep(lookEveryMs);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#watching?.catch(() => undefined);
    await Promise.all([...this.#holders.values()].map((holder) => holder.close()));
    this.#holders.clear();
    for (const latecomer of this.#latecomers.splice(0)) await latecomer.cutOff(this.#observer);
  }

  async #observe({ pid, oid, mode }: Waiting, holder: Holder): Promise<void> {
    const sinceMs = this.#clock();
    const [reader, writer] = this.#latecomers.splice(0) as [Latecomer, Latecomer];
    // So that they certainly stand behind it in the queue.
    await sleep(latecomersAfterMs);
    reader.start('read', holder.relation);
    if (holder.relation.kind !== 'm') writer.start('write', holder.relation);
    let waits = true;
    while (waits && this.#clock() - sinceMs < this.#holdMs && !this.#stopped) {
      await sleep(lookEveryMs);
      waits = (await this.#waiting()).some((other) => other.pid === pid && other.oid === oid);
    }
    this.seen.push({
      oid: oid!,
      mode,
      heldMs: this.#holdMs,
      queuedMs: this.#clock() - sinceMs,
      readMs: reader.waitedMs(),
      writeMs: writer.waitedMs(),
      end: waits ? 'acquired' : 'gaveUp',
    });
    for (const latecomer of [reader, writer]) await latecomer.cutOff(this.#observer);
    this.#holders.delete(oid!);
    await holder.close();
    if (this.#holders.size > 0 && !this.#stopped) await this.#callLatecomers();
  }

  /** At hand when they are needed: to connect may take longer than a wait. */
  async #callLatecomers(): Promise<void> {
    for (const _ of ['reader', 'writer']) {
      const latecomer = await Latecomer.open(await this.#connect(), this.#clock);
      this.#latecomers.push(latecomer);
      this.#ours.add(latecomer.backend);
    }
  }

  /** CREATE INDEX CONCURRENTLY and others wait for all transactions of a moment: that is not a queue that forms. */
  async #stepAside({ blockers }: Waiting): Promise<void> {
    for (const holder of this.#holders.values()) if (blockers.includes(holder.backend)) await holder.renew();
  }

  async #waiting(): Promise<Waiting[]> {
    const { rows } = await this.#observer.query<Waiting>({
      name: 'pgrehearse_waiting',
      text: `SELECT pid, relation::int8::float8 AS oid, mode, pg_catalog.pg_blocking_pids(pid) AS blockers
               FROM pg_catalog.pg_locks
              WHERE NOT granted AND pid <> ALL ($1::int[])
                AND (locktype = 'virtualxid' OR locktype = 'relation' AND database =
                     (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))`,
      values: [[...this.#ours]],
    });
    return rows;
  }
}
