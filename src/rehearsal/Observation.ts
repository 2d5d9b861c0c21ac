import type { Client } from 'pg';
import type { RepeatEvidence } from '../evidence/Evidence.ts';
import type { Server } from '../server/Server.ts';
import type { Clock } from './Clock.ts';
import { LockSampler } from './locks/LockSampler.ts';
import type { ConnectionPool } from './traffic/ConnectionPool.ts';
import { openStreams } from './traffic/openStreams.ts';
import type { TrafficItem } from './traffic/TrafficItem.ts';
import type { TrafficStream } from './traffic/TrafficStream.ts';
import { trafficEvidence } from './traffic/trafficEvidence.ts';

/** Traffic runs so long before the first and after the last migration, to know what undisturbed means. */
const quietMs = 600;

/** The sampler and the traffic around one repeat's migrations. */
export class Observation {
  readonly sampler: LockSampler;
  readonly #samplerClient: Client;
  readonly #streams: TrafficStream[];
  readonly #pools: ConnectionPool[];

  private constructor(
    samplerClient: Client,
    sampler: LockSampler,
    traffic: { streams: TrafficStream[]; pools: ConnectionPool[] },
  ) {
    this.#samplerClient = samplerClient;
    this.sampler = sampler;
    this.#streams = traffic.streams;
    this.#pools = traffic.pools;
  }

  static async start(
    server: Server,
    database: string,
    items: readonly TrafficItem[],
    clock: Clock,
  ): Promise<Observation> {
    const connect = (settings: Record<string, string>) =>
      server.connect(database, { applicationName: 'pgrehearse traffic', asApplication: true, settings });
    const traffic = await openStreams(items, connect, clock);
    const samplerClient = await server.connect(database, { applicationName: 'pgrehearse sampler' });
    const sampler = new LockSampler(samplerClient, clock);
    await sampler.start();
    for (const stream of traffic.streams) stream.start();
    if (items.length > 0) await pause(quietMs);
    return new Observation(samplerClient, sampler, traffic);
  }

  /** Ends both and writes what they saw into the evidence. */
  async finish(evidence: RepeatEvidence): Promise<{ failure: unknown }> {
    if (this.#streams.length > 0) await pause(quietMs);
    await Promise.all(this.#streams.map((stream) => stream.stop()));
    await Promise.all(this.#pools.map((pool) => pool.close()));
    const { sightings, waits, sampler, failure } = await this.sampler.stop();
    await this.#samplerClient.end().catch(() => undefined);
    evidence.sightings = sightings;
    evidence.sampler = sampler;
    evidence.traffic = this.#streams.map((stream) => trafficEvidence(stream, evidence.migrations, waits));
    return { failure };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
