import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Project, project, scenarioText } from './project.ts';

/** A tool that is a development dependency, as a command line. */
export const toolCommands = {
  'node-pg-migrate': `node ${beside(() => import.meta.resolve('node-pg-migrate'), '../../bin/node-pg-migrate.js')} -m migrations`,
  knex: `node ${beside(() => import.meta.resolve('knex'), './bin/cli.js')} --knexfile knexfile.cjs`,
} as const;

/** Why one of them cannot be run here; null where all can. */
export const toolsMissing = Object.values(toolCommands).some((command) => command.includes('not-installed'))
  ? 'development dependencies are not installed: npm ci'
  : null;

/** Debian's Alembic with its driver, as a command line; null where it is not there. */
export const alembic =
  spawnSync('/usr/bin/python3', ['-c', 'import alembic, psycopg2']).status === 0
    ? '/usr/bin/python3 -m alembic.config'
    : null;

/** The path of a package's file, from that of its module, for a shell. */
function beside(module: () => string, path: string): string {
  try {
    return JSON.stringify(join(fileURLToPath(module()), '..', path));
  } catch {
    return 'not-installed';
  }
}

/** How scripts of tests reach the driver. */
export const driver = JSON.stringify(import.meta.resolve('pg'));

/** What the base has: a table that migrations work on, and the rows of production. */
export const ordersTable = `create table orders (id bigint primary key, customer int not null, note text not null);
`;

/**
 * A project whose migrations a tool applies: `files` beside a scenario with these fields of `migrations` and with a
 * base; two thousand orders.
 */
export function toolProject(
  base: string,
  migrations: string,
  files: Readonly<Record<string, string>>,
  fields = '',
): Project {
  const made = project({
    'package.json': '{ "type": "module" }',
    'scenario.ts': scenarioText(
      `name: 'tool', base: ${base}, migrations: ${migrations}, ${fields} data: [defineTable('public.orders', {
        id: sequence(), customer: uniform(1, 50), note: text({ length: 20 }) }).rows(2000)]`,
    ),
    ...files,
  });
  // knex wants to be installed where it works.
  symlinkSync(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(made.folder, 'node_modules'),
  );
  return made;
}
