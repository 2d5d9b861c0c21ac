import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { CatalogTable } from '../catalog/Catalog.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import type { DatasetProgress } from '../Dataset.ts';
import { quoted } from '../load/quoted.ts';
import { materializedViews } from '../load/refreshViews.ts';
import { type ExportedTable, type ExportFormat, loadScript } from './loadScript.ts';
import { parentsFirst } from './parentsFirst.ts';

/**
 * Writes each table's rows to a file of the folder, as the server gives them, and `load.sql`, which psql loads
 * them with. Partitions are written with their root, generated columns not at all. Gives the files' paths.
 */
export async function exportTables(
  client: Client,
  folder: string,
  format: ExportFormat,
  progress: Pick<DatasetProgress, 'step'>,
): Promise<{ path: string; bytes: number }[]> {
  await mkdir(folder, { recursive: true });
  // Those of an earlier export may be of tables that are gone, or of the other format.
  for (const name of await readdir(folder))
    if (Object.values(extensionOf).some((extension) => name.endsWith(`.${extension}`)))
      await rm(join(folder, name));
  const { tables } = await readCatalog(client);
  const { ordered, cyclic } = parentsFirst(tables.filter(({ kind }) => kind !== 'partition'));
  const written: ExportedTable[] = [];
  for (const table of ordered) {
    progress.step(`writing ${table.name}`);
    const exported = exportOf(table, format);
    if (exported.columns.length === 0) continue;
    const list = exported.columns.map(quoted).join(', ');
    // Only a query gives the rows of a partitioned table, and only ONLY those that inheritance leaves a table.
    const only = table.kind === 'table' ? 'only ' : '';
    const rows = client.query(
      copyTo(`copy (select ${list} from ${only}${table.name}) to stdout (${optionsOf[format]})`),
    );
    await pipeline(rows, createWriteStream(join(folder, exported.file)));
    written.push(exported);
  }
  const script = join(folder, 'load.sql');
  const standing = { sequences: await sequences(client), views: await materializedViews(client) };
  await writeFile(script, loadScript(written, standing, optionsOf[format], cyclic));
  const paths = [...written.map(({ file }) => join(folder, file)), script];
  return Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

/** Of COPY. */
const optionsOf: Readonly<Record<ExportFormat, string>> = {
  csv: 'format csv, header',
  binary: 'format binary',
};

const extensionOf: Readonly<Record<ExportFormat, string>> = { csv: 'csv', binary: 'copy' };

function exportOf({ name, columns }: CatalogTable, format: ExportFormat): ExportedTable {
  const file = `${name.replace(/[^\p{L}\p{N}._-]/gu, '_')}.${extensionOf[format]}`;
  return { name, file, columns: columns.filter(({ generated }) => !generated).map((column) => column.name) };
}

/** Those that were used, with where they stand. */
async function sequences(client: Client): Promise<{ name: string; last: string }[]> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name, last_value::text as last
     from pg_sequences where last_value is not null order by 1`,
  );
  return rows;
}
