import { readdirSync } from 'node:fs';
import { buildDataset, type DatasetRequest } from '../../src/dataset/buildDataset.ts';
import type { ResolvedPostgres } from '../../src/scenario/ResolvedScenario.ts';
import { openQuietly } from './postgresSpec.ts';
import { now } from './tables.ts';

export interface Built {
  cached: boolean;
  key: string;
  tables: { name: string; rows: number; bytes: number }[];
  /** What was said, step by step. */
  steps: string[];
  /** Of every row of `items`, in the order of its pages. */
  digest: string;
}

/** What a build over `items` is changed in. */
export interface BuildChanges {
  schema?: string;
  request?: Partial<DatasetRequest>;
  postgres?: Partial<ResolvedPostgres>;
  /** Done with a clone, by its name; for what a run may do to its server. */
  use?: (query: (sql: string) => Promise<unknown[]>) => Promise<void>;
}

/** Opens an embedded server, builds a dataset with a cache, looks at a clone of it, and stops the server. */
export async function buildWithCache(
  cache: string,
  { schema = items, request = {}, postgres = {}, use }: BuildChanges = {},
): Promise<Built> {
  process.env['PGREHEARSE_CACHE'] = cache;
  const server = await openQuietly({ server: 'embedded', ...postgres });
  const steps: string[] = [];
  try {
    const dataset = await buildDataset(
      server,
      {
        tables: [],
        seed: 1,
        now,
        fixtures: [],
        rowsPerTable: 2_000,
        prepareBase: async (client) => void (await client.query(schema)),
        keep: { scenario: 'test', base: [schema] },
        ...request,
      },
      {
        loading() {},
        server() {},
        table: (name) => void steps.push(`filling ${name}`),
        step: (text) => void steps.push(text),
      },
    );
    const client = await server.connect(await dataset.clone('clone'));
    try {
      const digest = await client.query<{ digest: string }>(
        `select md5(string_agg(i::text, chr(10) order by ctid)) as digest from items i`,
      );
      await use?.(async (sql) => (await client.query(sql)).rows);
      const { cached, key, tables } = dataset;
      return { cached, key, tables, steps, digest: digest.rows[0]!.digest };
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
  }
}

export const items = `
  create table items (id bigserial primary key, owner int not null, note text);
  create index items_owner_idx on items (owner);`;

/** Folders of the entries that are whole. */
export function entriesIn(cache: string): string[] {
  return readdirSync(cache).filter((name) => /^[0-9a-f]{32}$/.test(name));
}
