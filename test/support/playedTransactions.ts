import { join } from 'node:path';
import type { MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import { selectPending } from '../../src/migrations/selectPending.ts';
import { applyGroup, groupsOf } from '../../src/rehearsal/apply/applyGroup.ts';
import { openSession } from '../../src/rehearsal/apply/openSession.ts';
import { skippedMigration } from '../../src/rehearsal/apply/skippedMigration.ts';
import { startClock } from '../../src/rehearsal/Clock.ts';
import type { ResolvedMigrations } from '../../src/scenario/ResolvedScenario.ts';
import type { Server } from '../../src/server/Server.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Statements write down in which transaction they ran: the server's own account. */
const seenTable = `create table seen (
  at serial primary key, what text not null unique deferrable initially deferred, xid xid8 default pg_current_xact_id())`;

/** A statement that writes itself down. */
export function noted(...names: string[]): string {
  return names.map((name) => `insert into seen (what) values ('${name}');`).join('\n');
}

export interface PlayedTransactions {
  /** What was committed, by transaction. */
  transactions: string[][];
  /** SQLSTATE of the statement that failed. */
  failed: string | null;
  evidence: MigrationEvidence[];
  /** Its whole name; it stays. */
  database: string;
  runner: { name: string; how: string; why: string };
}

let databases = 0;

/** A new database with the table that statements write themselves down in; and what is in it, by transaction. */
export async function notedDatabase(
  server: Server,
): Promise<{ database: string; transactions(): Promise<string[][]> }> {
  const database = await server.createDatabase(`noted_${++databases}`);
  const asked = async (sql: string) => {
    const client = await server.connect(database);
    const { rows } = await client.query<{ names: string[] }>(sql).finally(() => client.end());
    return rows;
  };
  await asked(seenTable);
  const grouped = 'select array_agg(what order by at) as names from seen group by xid order by min(at)';
  return { database, transactions: async () => (await asked(grouped)).map(({ names }) => names) };
}

/** Runs all migrations of a directory as a rehearsal does, against a server. */
export async function playedTransactions(
  server: Server,
  files: Record<string, string>,
  given: Partial<ResolvedMigrations> = {},
  hooks: { prepared?: (database: string) => Promise<void> } = {},
): Promise<PlayedTransactions> {
  const migrations: ResolvedMigrations = {
    directory: join(
      temporaryFolder(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [join('m', name), text])),
      ),
      'm',
    ),
    pending: { last: 1 },
    pendingOrigin: 'the test',
    command: null,
    runner: null,
    transaction: null,
    placeholders: {},
    lockTimeoutMs: null,
    retries: { times: 0, pauseMs: 0 },
    ...given,
  };
  const { base, pending, runner } = await selectPending({ migrations, production: null });
  const { database, transactions } = await notedDatabase(server);
  await hooks.prepared?.(database);
  const observer = await server.connect(database);
  const evidence: MigrationEvidence[] = [];
  try {
    for (const group of groupsOf([...base, ...pending])) {
      const seen = group.map(skippedMigration);
      evidence.push(...seen);
      const { session, close } = await openSession({
        request: { server },
        database,
        observer,
        clock: startClock(),
      });
      await applyGroup({ migrations: group, evidence: seen, policy: migrations }, session).finally(close);
      if (seen.some(({ status }) => status === 'failed')) break;
    }
  } finally {
    await observer.end();
  }
  const failed = evidence.flatMap(({ statements }) =>
    statements.flatMap(({ error }) => error?.code ?? []),
  )[0];
  return { transactions: await transactions(), failed: failed ?? null, evidence, database, runner: runner! };
}
