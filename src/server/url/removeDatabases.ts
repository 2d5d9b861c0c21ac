import { connectClient } from '../connection/connectClient.ts';
import { releaseDurability } from '../durability/durabilityMarker.ts';
import type { RunId } from '../RunId.ts';
import type { ConnectionParts } from '../Server.ts';
import { ownerName } from './ownerName.ts';
import { dropDatabasesOf } from './sweepDatabases.ts';

/** Undoes what a run did to a server: its settings, its databases. */
export async function removeDatabases(
  connection: ConnectionParts & { database: string },
  run: RunId,
): Promise<void> {
  const target = { connection, database: connection.database };
  const admin = await connectClient(target, { applicationName: ownerName(run) });
  try {
    await releaseDurability(admin, (owner) => owner === run);
    await dropDatabasesOf(admin, (owner) => owner === run);
  } finally {
    await admin.end();
  }
}
