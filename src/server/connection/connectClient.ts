import { Client, type ClientConfig } from 'pg';
import type { ConnectionParts, ConnectOptions } from '../Server.ts';
import { connectionFailure } from './connectionFailure.ts';
import { surfaceLoss } from './surfaceLoss.ts';

/** In milliseconds; a server under load may be slow to answer. */
const patience = 30_000;

/** Production may end statements and sessions early; a load, a clone or an observer must not be. */
export function withoutTimeouts(major: number): Record<string, string> {
  return {
    statement_timeout: '0',
    lock_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    // A setting that the server does not know would refuse the connection.
    ...(major >= 14 ? { idle_session_timeout: '0' } : {}),
    ...(major >= 17 ? { transaction_timeout: '0' } : {}),
  };
}

export interface ClientTarget {
  connection: ConnectionParts;
  database: string;
  /** The server's major version, where it is known already. */
  major?: number;
  /** More to say when the connection is lost, such as the end of the server's log. */
  explainLoss?: (() => string) | undefined;
}

/**
 * A connected client whose loss never ends our process: it surfaces as `server/connection-lost` on the query
 * that was running, or else on the next one. Throws `server/unreachable`, `server/password-refused` and more.
 */
export async function connectClient(target: ClientTarget, options: ConnectOptions = {}): Promise<Client> {
  const { host, port, user, password, ssl } = target.connection;
  const config: ClientConfig = {
    host,
    port,
    user,
    password,
    ssl,
    database: target.database,
    application_name: options.applicationName ?? 'pgrehearse',
    options: startupOptions({
      ...(options.asApplication ? {} : withoutTimeouts(target.major ?? 0)),
      ...options.settings,
    }),
    connectionTimeoutMillis: patience,
    keepAlive: true,
  };
  const client = new Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    client.end().catch(() => {});
    throw connectionFailure(error, target);
  }
  surfaceLoss(client, target.explainLoss);
  return client;
}

/** The startup packet's `options`: spaces and backslashes within a value are escaped (libpq, `options`). */
export function startupOptions(settings: Record<string, string>): string | undefined {
  const words = Object.entries(settings).map(
    ([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`,
  );
  return words.length === 0 ? undefined : words.join(' ');
}
