import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { TrafficEvidence } from '../../evidence/TrafficEvidence.ts';
import type { Clock } from '../Clock.ts';
import type { Wait } from '../waits/WaitFollower.ts';
import { ConnectionPool } from './ConnectionPool.ts';
import type { PoolSpec, TrafficItem } from './TrafficItem.ts';
import { TrafficStream } from './TrafficStream.ts';
import { trafficEvidence } from './trafficEvidence.ts';

/** The traffic and canaries of one repeat: a stream for every item, and the pools that they share. */
export class Load {
  readonly streams: readonly TrafficStream[];
  readonly #pools: readonly ConnectionPool[];

  private constructor(streams: readonly TrafficStream[], pools: readonly ConnectionPool[]) {
    this.streams = streams;
    this.#pools = pools;
  }

  /**
   * Starts, with the first connection of each pool open.
   * @throws PgrehearseError `scenario/traffic` where the server refuses a session with an item's settings
   */
  static async start(
    items: readonly TrafficItem[],
    connect: (item: TrafficItem, settings: Record<string, string>) => Promise<Client>,
    clock: Clock,
  ): Promise<Load> {
    const pools = new Map<string, ConnectionPool>();
    const streams: TrafficStream[] = [];
    try {
      for (const [index, item] of items.entries()) {
        const settings = settingsOf(item.pool);
        const pool =
          pools.get(item.pool.key) ??
          new ConnectionPool(() => connect(item, settings), item.pool.connections);
        pools.set(item.pool.key, pool);
        await pool.start().catch((error: unknown) => {
          throw refused(error, item);
        });
        streams.push(new TrafficStream(item, pool, clock, index));
      }
    } catch (error) {
      for (const pool of pools.values()) await pool.close();
      throw error;
    }
    for (const stream of streams) stream.start();
    return new Load(streams, [...pools.values()]);
  }

  /** No more statements; what does not end in ten seconds is counted as `timeout`. */
  async stop(): Promise<void> {
    await Promise.all(this.streams.map((stream) => stream.stop()));
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  evidence(migrations: readonly MigrationEvidence[], waits: readonly Wait[]): TrafficEvidence[] {
    return this.streams.map((stream) => trafficEvidence(stream, migrations, waits));
  }
}

/** `role` is a setting, too, and what SET ROLE sets. */
function settingsOf({ role, settings }: PoolSpec): Record<string, string> {
  return role === null ? { ...settings } : { ...settings, role };
}

function refused(error: unknown, { name, pool }: TrafficItem): unknown {
  if (!(error instanceof PgrehearseError) || error.code !== 'server/session-refused') return error;
  const settings = Object.keys(pool.settings);
  if (settings.length === 0) return error;
  return new PgrehearseError('scenario/traffic', `the server refuses the settings of traffic '${name}'`, {
    detail: `${error.detail ?? error.message}; it sets ${settings.join(', ')}`,
    hint: "Correct the setting; one of the application's own has a dot in its name, such as app.tenant_id.",
    cause: error,
  });
}
