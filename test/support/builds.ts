import type { Client } from 'pg';
import { buildDataset, type Dataset, type DatasetRequest } from '../../src/dataset/buildDataset.ts';
import { PgrehearseError } from '../../src/errors.ts';
import type { Server } from '../../src/server/Server.ts';
import { now } from './tables.ts';

/** Builds a dataset over a schema written as SQL, and drops it after use. */
export async function withDataset<T>(
  server: Server,
  schema: string,
  request: Partial<DatasetRequest>,
  use: (client: Client, dataset: Dataset, steps: string[]) => Promise<T>,
): Promise<T> {
  const steps: string[] = [];
  const dataset = await buildDataset(
    server,
    {
      tables: [],
      seed: 1,
      now,
      fixtures: [],
      rowsPerTable: null,
      prepareBase: async (client) => void (await client.query(schema)),
      ...request,
    },
    { loading() {}, table() {}, server() {}, step: (text) => steps.push(text) },
  );
  try {
    const client = await server.connect(await dataset.clone('clone'));
    try {
      return await use(client, dataset, steps);
    } finally {
      await client.end();
    }
  } finally {
    await server.dropDatabase(`${server.databasePrefix}clone`);
    await server.dropDatabase(dataset.template);
  }
}

/** The error that building ends with, as `code: message`. */
export async function refusalOf(
  server: Server,
  schema: string,
  request: Partial<DatasetRequest>,
): Promise<string> {
  try {
    await withDataset(server, schema, request, async () => {});
  } catch (error) {
    if (error instanceof PgrehearseError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing refused';
}
