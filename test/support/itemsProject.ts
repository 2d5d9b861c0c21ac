import { scenarioText } from './project.ts';

/** The table that small scenarios are about. */
export const itemsTable = `-- Things that somebody owns.
create table items (id bigint primary key, owner int not null, note text not null);
create index items_owner_idx on items (owner);
`;

const itemsRows = `[defineTable('public.items', {
  id: sequence(), owner: uniform(1, 5), note: text({ length: 20 }) }).rows(1000)]`;

/**
 * The files of one scenario, in a folder of a project that has several: a scenario file with these fields beside
 * a name, migrations from the second on, and a thousand items; and its migrations after the first.
 */
export function itemsScenario(
  name: string,
  fields: string,
  migrations: Readonly<Record<string, string>>,
): Record<string, string> {
  const files = Object.entries(migrations).map(([file, sql]) => [
    `scenarios/${name}/migrations/${file}`,
    sql,
  ]);
  return {
    [`scenarios/${name}/scenario.ts`]: scenarioText(
      `name: '${name}', migrations: { directory: './migrations', pending: { from: '0002' } }, data: ${itemsRows}, ${fields}`,
    ),
    [`scenarios/${name}/migrations/0001_items.sql`]: itemsTable,
    ...Object.fromEntries(files),
  };
}

/** A key query on them. */
export const byOwner = `queries: { 'by-owner': { sql: 'select id, note from items where owner = $1', parameters: { one: [1] } } }`;

/** Statements that hold ACCESS EXCLUSIVE on the items for at least so long. */
export function holdItems(seconds: number): string {
  return `lock table items in access exclusive mode;\nselect pg_sleep(${seconds});\n`;
}
