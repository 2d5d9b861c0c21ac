import type { ResolvedPostgres } from '../../src/scenario/ResolvedScenario.ts';
import { openServer } from '../../src/server/openServer.ts';
import type { Server, ServerRequest } from '../../src/server/Server.ts';

/** What a scenario without a word about its server asks for, and what a test changes in it. */
export function postgresSpec(changes: Partial<ResolvedPostgres> = {}): ResolvedPostgres {
  return {
    server: null,
    version: null,
    settings: {},
    timezone: 'UTC',
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    extensions: [],
    image: null,
    origins: { settings: 'postgres.settings in scenario.ts' },
    wished: [],
    ...changes,
  };
}

/** Opens a server, quietly. */
export function openQuietly(
  postgres: Partial<ResolvedPostgres> = {},
  request: Partial<Omit<ServerRequest, 'postgres'>> = {},
): Promise<Server> {
  const whole = { databaseUrl: null, disposable: false, ...request, postgres: postgresSpec(postgres) };
  return openServer(whole, { say: () => {} });
}

/** The first column of the first row. */
export async function queryValue(server: Server, database: string, sql: string): Promise<unknown> {
  const client = await server.connect(database);
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}
