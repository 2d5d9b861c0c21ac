import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { Clock } from '../Clock.ts';
import { ConnectionPool } from './ConnectionPool.ts';
import type { PoolSpec, TrafficItem } from './TrafficItem.ts';
import { TrafficStream } from './TrafficStream.ts';

/**
 * A stream for every item, and the pools that they share, each with its first connection open.
 * @throws PgrehearseError `scenario/traffic` where the server refuses a session with an item's settings
 */
export async function openStreams(
  items: readonly TrafficItem[],
  connect: (settings: Record<string, string>) => Promise<Client>,
  clock: Clock,
): Promise<{ streams: TrafficStream[]; pools: ConnectionPool[] }> {
  const pools = new Map<string, ConnectionPool>();
  try {
    const streams: TrafficStream[] = [];
    for (const [index, item] of items.entries()) {
      const pool = pools.get(item.pool.key) ?? poolOf(item.pool, connect);
      pools.set(item.pool.key, pool);
      await pool.start().catch((error: unknown) => {
        throw refused(error, item);
      });
      streams.push(new TrafficStream(item, pool, clock, index));
    }
    return { streams, pools: [...pools.values()] };
  } catch (error) {
    for (const pool of pools.values()) await pool.close();
    throw error;
  }
}

function poolOf(
  { role, settings, connections }: PoolSpec,
  connect: (settings: Record<string, string>) => Promise<Client>,
): ConnectionPool {
  // `role` is a setting, too, and what SET ROLE sets.
  const all = role === null ? settings : { ...settings, role };
  return new ConnectionPool(() => connect({ ...all }), connections);
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
