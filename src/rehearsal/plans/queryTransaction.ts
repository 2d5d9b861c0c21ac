import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';

/** What a key query runs in. */
export type QuerySession = Pick<ResolvedQuery, 'readonly' | 'role' | 'settings' | 'timeLimitMs'>;

/** Begins a transaction as the query's author wants it, to be rolled back. */
export async function beginQuery(client: Client, query: QuerySession): Promise<void> {
  await client.query([query.readonly ? 'BEGIN READ ONLY' : 'BEGIN', ...querySettings(query)].join('; '));
}

/**
 * What makes the transaction that is open the query's own. Settings come before the role, which may not be allowed to
 * make them; our limit comes last.
 */
export function querySettings({ role, settings, timeLimitMs }: Omit<QuerySession, 'readonly'>): string[] {
  return [
    // SET would take a list, such as that of search_path, for one name.
    ...Object.entries(settings).map(
      ([name, value]) =>
        `SELECT pg_catalog.set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`,
    ),
    ...(role === null ? [] : [`SET LOCAL ROLE ${escapeIdentifier(role)}`]),
    `SET LOCAL statement_timeout = ${Math.ceil(timeLimitMs)}`,
  ];
}

/** Runs something as the query's author wants the query to run, and leaves nothing of it behind. */
export async function inQueryTransaction<T>(
  client: Client,
  query: QuerySession,
  body: () => Promise<T>,
): Promise<T> {
  try {
    await beginQuery(client, query);
    return await body();
  } finally {
    await client.query('ROLLBACK');
  }
}
