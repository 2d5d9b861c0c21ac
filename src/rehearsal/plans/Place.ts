import { type Client, DatabaseError } from 'pg';
import { cloneTemplate } from '../../dataset/cloneTemplate.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import type { Run } from '../Run.ts';

/** Where key queries run: a database of a repeat, or a copy that what they leave behind goes away with. */
export interface Place {
  database: string;
  client: Client;
  close(): Promise<void>;
}

/** The dataset as loaded, of its own. */
export async function datasetPlace({ dataset, server }: RehearsalRequest, name: string): Promise<Place> {
  return openPlace(server, await dataset.clone(name));
}

/** The repeat's own database as it is now, on a connection that has met what migrations set for the database (ALTER DATABASE … SET). */
export async function repeatPlace({ request, database }: Run): Promise<Place> {
  const client = await request.server.connect(database, { applicationName: 'pgrehearse observer' });
  return { database, client, close: () => client.end() };
}

/** A copy of the repeat's database as it is now, or the database itself where a tool of the author's stays connected. */
export async function copiedPlace(run: Run, name: string): Promise<Place> {
  const { server } = run.request;
  await run.observer.end();
  let copy: string | null;
  try {
    copy = await cloneTemplate(server, run.database, name).catch((error: unknown) => {
      // object_in_use (errcodes.txt).
      if (error instanceof DatabaseError && error.code === '55006') return null;
      throw error;
    });
  } finally {
    run.observer = await server.connect(run.database, { applicationName: 'pgrehearse observer' });
  }
  return copy === null ? repeatPlace(run) : openPlace(server, copy);
}

async function openPlace(server: RehearsalRequest['server'], database: string): Promise<Place> {
  const drop = () => server.dropDatabase(database);
  try {
    const client = await server.connect(database, { applicationName: 'pgrehearse observer' });
    const close = async () => {
      await client.end().catch(() => undefined);
      await drop();
    };
    return { database, client, close };
  } catch (error) {
    await drop().catch(() => undefined);
    throw error;
  }
}
