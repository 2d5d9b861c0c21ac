import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import type { Production } from '../../scenario/production/Production.ts';
import { parseProduction } from '../../scenario/production/readProduction.ts';
import { captureProduction } from '../../server/target/captureProduction.ts';
import { type CaptureOptions, productionSql } from '../../server/target/productionScript.ts';
import { formatCount } from '../../units.ts';
import { type CommandContext, defineCommand } from '../Command.ts';
import { checkFolders } from '../checkFolders.ts';

interface Arguments {
  targetUrl: string | undefined;
  output: string | undefined;
  schema: string[] | undefined;
  values: string[];
  exact: boolean;
}

export const productionCommand = defineCommand({
  command: 'production <action>',
  describe: 'Keep what is known of production in production.json: capture it, or print the SQL that does',
  positionals: {
    action: {
      choices: ['capture', 'sql'] as const,
      demandOption: true,
      describe: 'capture reads a server; sql prints a script that a DBA runs with psql -XAtq',
    },
  },
  options: {
    'target-url': {
      type: 'string',
      describe: 'For capture: production or a standby of it; read only, as a role that need not write',
    },
    output: {
      type: 'string',
      describe: 'For capture: the file to write; default: production.json',
    },
    schema: { type: 'string', array: true, describe: 'Only these schemas; default: all' },
    values: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Columns whose most common values and bounds are kept, as table.column; default: none',
    },
    exact: {
      type: 'boolean',
      default: false,
      describe: 'Count rows, and distinct values of foreign keys and indexed columns: reads whole tables',
    },
  },
  run: (args, context) => (args.action === 'sql' ? print(args, context) : capture(args, context)),
});

function print(args: Arguments, { terminal }: CommandContext): Promise<void> {
  const given = args.targetUrl === undefined ? args.output && '--output' : '--target-url';
  if (given) {
    throw new PgrehearseError('usage/production-sql', `production sql takes no ${given}`, {
      detail: 'It prints a script and connects to nothing.',
      hint: "Leave it out and redirect: 'pgrehearse production sql > production.sql'.",
    });
  }
  terminal.out(productionSql(optionsOf(args)));
  return Promise.resolve();
}

async function capture(args: Arguments, { terminal }: CommandContext): Promise<void> {
  const { targetUrl, output = 'production.json' } = args;
  if (targetUrl === undefined) {
    throw new PgrehearseError('usage/target-url', 'production capture needs --target-url', {
      hint: "Give production's URL, postgresql://user@host/database (the password in PGPASSWORD), or let a DBA run what 'pgrehearse production sql' prints.",
    });
  }
  const path = resolve(output);
  await checkFolders({ path: dirname(path), setting: '--output' });
  const options = optionsOf(args);
  const text = await captureProduction(targetUrl, options);
  const production = parseProduction(text, 'what was captured');
  // A file that is whole is replaced by one that is whole.
  await writeFile(`${path}.new`, text)
    .then(() => rename(`${path}.new`, path))
    .catch(async (error: unknown) => {
      await rm(`${path}.new`, { force: true });
      throw new PgrehearseError('disk/not-writable', `${displayPath(path)} cannot be written`, {
        source: '--output',
        detail: messageOf(error),
        hint: 'Give another file with --output.',
      });
    });
  terminal.out(summary(production, displayPath(path)));
  const unread = new Set(production.notRead.map(({ what }) => what));
  const held = options.values.filter((name) => !unread.has(`values of ${name}`));
  if (held.length > 0) {
    terminal.out(`It holds values of ${held.join(', ')}: look at it before you commit it.\n`);
  }
}

function optionsOf({ schema, values, exact }: Arguments): CaptureOptions {
  const words = (given: readonly string[]) => given.flatMap(splitNames);
  return { schemas: schema === undefined ? null : words(schema), values: words(values), exact };
}

/** At commas outside of quotes. */
function splitNames(text: string): string[] {
  const names = text.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? [];
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function summary({ server, tables, migrations, notRead }: Production, path: string): string {
  const all = Object.values(tables);
  const rows = all.reduce((sum, table) => sum + (table.partitioned ? 0 : (table.rows ?? 0)), 0);
  const histories = migrations.map(({ tool, applied }) => `${tool} with ${formatCount(applied.length)}`);
  const lines = [
    `PostgreSQL ${server.version}${server.standby ? ', a standby' : ''}: ${formatCount(all.length)} tables, about ${formatCount(rows)} rows`,
    `applied migrations: ${histories.join(', ') || 'no history that is known'}`,
    ...notRead.map(
      ({ what, reason, remedy }) => `not read: ${what}: ${reason}.${remedy ? ` ${remedy}.` : ''}`,
    ),
    `wrote ${path}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}
