import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';
import { checkRole } from '../checkRole.ts';
import { statementError } from '../statementError.ts';
import { inQueryTransaction } from './queryTransaction.ts';

/** @throws PgrehearseError `scenario/role`, `query/settings` where a key query cannot have the session that it asks for */
export async function checkSessions(client: Client, queries: readonly ResolvedQuery[]): Promise<void> {
  for (const query of queries) {
    const { name, role, settings } = query;
    if (role !== null) await checkRole(client, `key query '${name}'`, role);
    if (Object.keys(settings).length === 0) continue;
    try {
      await inQueryTransaction(client, query, async () => {});
    } catch (error) {
      const answer = statementError(error);
      if (!answer) throw error;
      throw new PgrehearseError('query/settings', `the settings of key query '${name}' are refused`, {
        detail: `${answer.message} (PostgreSQL's code ${answer.code}); asked for: ${Object.entries(settings)
          .map(([setting, value]) => `${setting} = '${value}'`)
          .join(', ')}.`,
        hint: 'Write settings that this version knows and a session may change; one of your own has a dot in its name.',
      });
    }
  }
}
