import type { Client } from 'pg';
import type { Server } from '../../server/Server.ts';
import type { Clock } from '../Clock.ts';
import { sessionSettings } from '../work/sessionSettings.ts';
import { Session } from './Session.ts';

export interface SessionTarget {
  request: { server: Server };
  database: string;
  observer: Client;
  clock: Clock;
}

/** A migration has a connection of its own, so that what it SETs ends with it. */
export async function openSession({
  request,
  database,
  observer,
  clock,
}: SessionTarget): Promise<{ session: Session; close(): Promise<void> }> {
  const client = await request.server.connect(database, {
    applicationName: 'pgrehearse migration',
    asApplication: true,
    settings: sessionSettings(request.server),
  });
  const session = await Session.open(client, observer, clock);
  return { session, close: () => client.end().catch(() => undefined) };
}
