import { type Client, DatabaseError } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import { connectClient } from '../connection/connectClient.ts';
import { connectionLost } from '../connection/surfaceLoss.ts';
import { describeConnection, parseDatabaseUrl } from '../url/parseDatabaseUrl.ts';
import { type CaptureOptions, productionStatements } from './productionScript.ts';

/**
 * The text of production.json, read from the server of a URL in one READ ONLY transaction of a session that is read
 * only by default. Runs the statements that `productionSql` writes down.
 * @throws PgrehearseError `usage/…`, `server/…`; nothing that the server said but its SQLSTATE, as it may quote values
 */
export async function captureProduction(url: string, options: CaptureOptions): Promise<string> {
  const target = parseDatabaseUrl(url, 'target-url');
  const { database, ...connection } = target;
  const client = await connectClient(
    { connection, database },
    {
      applicationName: 'pgrehearse production',
      // Its own timeouts would hide production's, which the script reads before it sets its own.
      asApplication: true,
      settings: { default_transaction_read_only: 'on' },
    },
  ).catch((error: unknown) => {
    throw pooled(error) ?? error;
  });
  try {
    await refuseEmpty(client, options, describeConnection(target));
    let text: unknown;
    for (const statement of productionStatements(options)) {
      const { rows } = await client.query<{ current_setting: string }>(statement);
      text = rows?.[0]?.current_setting ?? text;
    }
    return `${String(text)}\n`;
  } catch (error) {
    throw failed(error, describeConnection(target));
  } finally {
    await client.end().catch(() => {});
  }
}

/** A pooler that does not hand on what makes a session read only. */
function pooled(error: unknown): PgrehearseError | undefined {
  const { detail } = error as PgrehearseError;
  if (!/unsupported startup parameter/i.test(detail ?? '')) return undefined;
  return new PgrehearseError('server/pooler', 'the pooler takes no session that is read only by default', {
    detail,
    source: '--target-url',
    hint: "Give the host and port of PostgreSQL itself, or of a standby; or let a DBA run what 'pgrehearse production sql' prints, which needs no such session.",
    cause: error,
  });
}

/** A schema that is mistyped would give a file without tables. */
async function refuseEmpty(client: Client, { schemas }: CaptureOptions, place: string): Promise<void> {
  if (schemas === null) return;
  const { rows } = await client.query<{ nspname: string }>(
    `SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname <> 'information_schema' AND left(nspname, 3) <> 'pg_' ORDER BY 1`,
  );
  const known = rows.map(({ nspname }) => nspname);
  const missing = schemas.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw new PgrehearseError('usage/schema', `${place} has no schema ${missing.join(', ')}`, {
    detail: `It has ${known.join(', ') || 'none of its own'}.`,
    source: '--schema',
    hint: 'Give schemas that it has, or leave --schema out for all of them.',
  });
}

function failed(error: unknown, place: string): unknown {
  if (error instanceof PgrehearseError) return error;
  const lost = connectionLost(error);
  if (lost) return lost;
  if (!(error instanceof DatabaseError)) return error;
  const code = error.code ?? 'XX000';
  const timedOut = code === '57014';
  return new PgrehearseError(
    'server/capture-failed',
    `${place} could not be captured: SQLSTATE ${code}${timedOut ? ', it took too long' : ''}`,
    {
      detail: 'The server’s message is not shown, as it may quote values of rows; its log has it.',
      hint: timedOut
        ? 'Capture again at a quieter time, or from a standby.'
        : "Let a DBA run what 'pgrehearse production sql' prints with psql, which shows the message.",
    },
  );
}
