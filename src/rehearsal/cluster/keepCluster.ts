import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import { readClusterState } from './ClusterState.ts';
import { undoStatements } from './undoStatements.ts';

/**
 * What migrations change for the whole server (roles, ALTER SYSTEM, tablespaces) would be there when they run again,
 * on the next clone, and for those who use the server afterwards.
 * @param client in the clone
 * @returns puts it back, over any connection to the clone; gives what could not be
 */
export async function keepCluster(
  client: Client,
  superuser: boolean,
  pending: readonly Migration[],
): Promise<(client: Client) => Promise<string[]>> {
  const text = pending
    .flatMap(({ up, down }) => [...up.statements, ...(down?.statements ?? [])])
    .map(({ sql }) => sql.toLowerCase())
    .join('\n');
  if (!speaksOfServer.test(text)) return async () => [];
  const words = new Set(text.split(/[^\p{L}\p{N}_$]+/u));
  const mentioned = (name: string) =>
    words.has(name.toLowerCase()) || (/[^\p{L}\p{N}_$]/u.test(name) && text.includes(name.toLowerCase()));
  const before = await readClusterState(client, superuser);
  return async (client) => {
    const failures: string[] = [];
    try {
      const after = await readClusterState(client, superuser);
      for (const sql of undoStatements(before, after, mentioned)) {
        await client.query(sql).catch(async (error: unknown) => {
          await client.query('ROLLBACK').catch(() => undefined);
          failures.push(messageOf(error));
        });
      }
    } catch (error) {
      failures.push(messageOf(error));
    }
    return failures;
  };
}

/** Also within the text of a function or a DO block. */
const speaksOfServer = /\b(role|user|group|grant|revoke|alter\s+system|tablespace)\b/;
