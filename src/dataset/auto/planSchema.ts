import type { Client } from 'pg';
import type { Server } from '../../server/Server.ts';
import type { Catalog } from '../catalog/Catalog.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import type { Dataset, DatasetRequest } from '../Dataset.ts';
import type { TargetTable } from '../resolveTables.ts';
import { planAuto } from './planAuto.ts';
import { noLessons, planTables } from './planTables.ts';

/** What a base's tables would be filled with. */
export interface SchemaPlan {
  targets: TargetTable[];
  unfilled: Dataset['unfilled'];
  catalog: Catalog;
}

/** Makes the base in a database of its own, plans the rows of all its tables, and loads none. The database is dropped again. */
export async function planSchema(
  server: Server,
  request: Pick<DatasetRequest, 'tables' | 'seed' | 'now' | 'auto' | 'prepareBase'> & {
    rowsPerTable: number;
  },
): Promise<SchemaPlan> {
  const database = await server.createDatabase('plan');
  let client: Client | null = null;
  try {
    client = await server.connect(database, { applicationName: 'pgrehearse plan' });
    client.on('error', () => {});
    await request.prepareBase(client);
    await client.query('reset all; set session authorization default');
    const catalog = await readCatalog(client);
    const { request: asked } = await planTables(client, request, catalog);
    const lessons = noLessons();
    const targets = await planAuto(client, asked, lessons);
    return {
      targets,
      unfilled: [...lessons.unfilled].map(([table, reason]) => ({ table, reason })),
      catalog,
    };
  } finally {
    await client?.end().catch(() => {});
    await server.dropDatabase(database).catch(() => {});
  }
}
