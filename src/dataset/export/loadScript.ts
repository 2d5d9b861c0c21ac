import { literal, quoted } from '../load/quoted.ts';

export const exportFormats = ['csv', 'binary'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A table's file, relative to the script that loads it. */
export interface ExportedTable {
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  file: string;
  columns: string[];
}

/** What psql runs, in the files' folder, to load them into a database that has the schema. */
export function loadScript(
  tables: readonly ExportedTable[],
  { sequences, views }: { sequences: readonly { name: string; last: string }[]; views: readonly string[] },
  options: string,
  cyclic: readonly string[],
): string {
  const lines = [
    '-- Loads these files into a database that has the tables, empty:',
    '--   cd <this folder> && psql -d <database> -f load.sql',
    '\\set ON_ERROR_STOP on',
    'begin;',
  ];
  if (cyclic.length > 0)
    lines.push(
      `-- No order of loading satisfies the foreign keys of ${cyclic.join(', ')}; this needs a superuser.`,
      'set local session_replication_role = replica;',
    );
  for (const { name, file, columns } of tables)
    lines.push(`\\copy ${name} (${columns.map(quoted).join(', ')}) from ${literal(file)} (${options})`);
  for (const { name, last } of sequences) lines.push(`select setval(${literal(name)}, ${last});`);
  for (const view of views) lines.push(`refresh materialized view ${view};`);
  return `${[...lines, 'commit;', 'analyze;'].join('\n')}\n`;
}
