import type { Client } from 'pg';
import type { RelationFacts, RepeatEvidence } from '../evidence/Evidence.ts';
import type { ResolvedLongTransaction } from '../scenario/ResolvedScenario.ts';
import type { Server } from '../server/Server.ts';
import type { Clock } from './Clock.ts';
import { LockSampler } from './locks/LockSampler.ts';
import { LongTransactionPlayer } from './longTransactions/LongTransactionPlayer.ts';
import { Load } from './traffic/Load.ts';
import type { TrafficItem } from './traffic/TrafficItem.ts';
import { knownBackends } from './waits/knownBackends.ts';
import { WaitObserver } from './waits/WaitObserver.ts';

/** Traffic runs so long before the first and after the last migration, to know what undisturbed means. */
const quietMs = 600;

/** The sampler and the traffic around one repeat's migrations. */
export class Observation {
  readonly sampler: LockSampler;
  readonly #samplerClient: Client;
  readonly #load: Load;
  readonly #long: LongTransactionPlayer[];
  readonly #waits: WaitObserver;

  private constructor(
    samplerClient: Client,
    sampler: LockSampler,
    load: Load,
    long: LongTransactionPlayer[],
    waits: WaitObserver,
  ) {
    this.#samplerClient = samplerClient;
    this.sampler = sampler;
    this.#load = load;
    this.#long = long;
    this.#waits = waits;
  }

  static async start(
    server: Server,
    database: string,
    items: readonly TrafficItem[],
    longTransactions: readonly ResolvedLongTransaction[],
    clock: Clock,
  ): Promise<Observation> {
    const samplerClient = await server.connect(database, { applicationName: 'pgrehearse sampler' });
    const waits = await WaitObserver.start(server, database, samplerClient, clock);
    const sampler = new LockSampler(samplerClient, clock);
    await sampler.start();
    const long = longTransactions.map(
      (one) =>
        new LongTransactionPlayer(
          one,
          () => server.connect(database, { applicationName: `pgrehearse ${one.name}` }),
          clock,
        ),
    );
    const connect = ({ source }: TrafficItem, settings: Record<string, string>) =>
      server.connect(database, { applicationName: `pgrehearse ${source}`, asApplication: true, settings });
    const load = await Load.start(items, connect, clock).catch(async (error: unknown) => {
      await sampler.stop();
      await samplerClient.end();
      throw error;
    });
    if (items.length > 0) await pause(quietMs);
    for (const one of long) await one.start();
    return new Observation(samplerClient, sampler, load, long, waits);
  }

  /** Ends both and writes what they saw into the evidence. */
  async finish(
    evidence: RepeatEvidence,
    observer: Client,
    relations: readonly RelationFacts[],
  ): Promise<{ failure: unknown; notObserved: string[] }> {
    for (const one of this.#long) await one.stop(observer);
    if (this.#load.streams.length > 0) await pause(quietMs);
    await this.#load.stop();
    if (this.#long.length > 0) evidence.longTransactions = this.#long.map((one) => one.evidence);
    const { sightings, waits, sampler, failure } = await this.sampler.stop();
    await this.#samplerClient.end().catch(() => undefined);
    evidence.sightings = sightings;
    evidence.sampler = sampler;
    evidence.traffic = this.#load.evidence(evidence.migrations, waits);
    const known = knownBackends(evidence.migrations, this.#load.streams, this.#long);
    const ever = [...relations, ...evidence.migrations.flatMap((one) => one.relations?.changed ?? [])];
    return { failure, notObserved: await this.#waits.finish(evidence, observer, waits, known, ever) };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
