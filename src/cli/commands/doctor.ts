import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import { productionAge } from '../../findings/productionAge.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import { loadConfiguration } from '../../scenario/loadConfiguration.ts';
import { rehearsedSettings } from '../../scenario/production/rehearsedSettings.ts';
import { resolveProduction } from '../../scenario/production/resolveProduction.ts';
import type { ResolvedProduction, ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import { resolvePostgres } from '../../scenario/resolvePostgres.ts';
import { availableMemory, defaultSettings } from '../../server/local/defaultSettings.ts';
import { surveyServers } from '../../server/surveyServers.ts';
import { formatDuration, formatSize } from '../../units.ts';
import { defineCommand } from '../Command.ts';
import { cacheFacts, cloningBy } from '../cacheFacts.ts';
import { chooseScenarios } from '../chooseScenarios.ts';
import { serverOptions } from '../sharedOptions.ts';
import { toolVersion } from '../toolVersion.ts';

export const doctorCommand = defineCommand({
  command: 'doctor [scenario]',
  describe: 'Show which PostgreSQL servers there are, and where every setting comes from',
  positionals: {
    scenario: { type: 'string', describe: 'For this scenario; default: the configuration alone' },
  },
  options: serverOptions,
  async run(args, { terminal }) {
    const { postgres, production, migrations = null } = await asked(args);
    const { bavail, bsize } = await statfs(tmpdir());
    terminal.out(
      `pgrehearse ${toolVersion}, Node ${process.versions.node}, ${process.platform}-${process.arch}\n` +
        `${availableParallelism()} cores, ${formatSize(freemem())} of ${formatSize(totalmem())} memory free, ` +
        `${formatSize(bavail * bsize)} of disk free in ${tmpdir()}\n\nServers\n`,
    );
    const request = {
      postgres,
      databaseUrl: args.databaseUrl ?? null,
      disposable: args.yesThisServerIsDisposable,
    };
    for (const { kind, available, version, detail, hint } of await surveyServers(request)) {
      const state = available ? `yes${version ? `, ${version}` : ''}` : 'no';
      terminal.out(`  ${kind.padEnd(10)} ${state}: ${detail}\n`);
      if (hint) terminal.out(`  ${' '.repeat(10)} ${hint}\n`);
      if (version && (kind === 'embedded' || kind === 'binaries'))
        terminal.out(`  ${' '.repeat(10)} clones by ${cloningBy(Number.parseInt(version, 10))}\n`);
    }
    if (migrations?.command) {
      const { command, down, timeLimitMs } = migrations.command;
      terminal.out(`\nMigrations\n  applied by '${command}', ended after ${formatDuration(timeLimitMs)}\n`);
      if (down !== null) terminal.out(`  undone by '${down}'\n`);
    }
    terminal.out('\nCache\n');
    for (const line of await cacheFacts()) terminal.out(`  ${line}\n`);
    terminal.out('\nSettings, and where they come from\n');
    const own = Object.entries(defaultSettings(availableMemory())).filter(
      ([name]) => !(name in postgres.settings),
    );
    for (const [name, value] of settingsOf(postgres)) {
      const origin = postgres.origins[name] ?? postgres.origins[name.split('.')[0]!] ?? 'default';
      terminal.out(`  ${name.padEnd(30)} ${value.padEnd(16)} ${origin}\n`);
    }
    for (const [name, value] of own) {
      terminal.out(
        `  ${`settings.${name}`.padEnd(30)} ${value.padEnd(16)} pgrehearse, for servers that it starts\n`,
      );
    }
    for (const line of productionLines(production, new Date())) terminal.out(`${line}\n`);
  },
});

type Postgres = ReturnType<typeof resolvePostgres>;

async function asked(args: {
  scenario: string | undefined;
  server: Postgres['server'] | undefined;
  databaseUrl: string | undefined;
}): Promise<
  Pick<ResolvedScenario, 'postgres' | 'production'> & Partial<Pick<ResolvedScenario, 'migrations'>>
> {
  const { scenario, server, databaseUrl } = args;
  if (scenario !== undefined) {
    const { scenarios } = await chooseScenarios({
      scenario: [scenario],
      server: server ?? undefined,
      databaseUrl,
    });
    const found = scenarios[0]!;
    if ('error' in found) throw found.error;
    return found.scenario;
  }
  const configuration = await loadConfiguration(process.cwd());
  const kind = server ? { server: { kind: server, flag: '--server' } } : {};
  const production = await resolveProduction(undefined, process.cwd(), configuration);
  const postgres = resolvePostgres({ file: null, postgres: {} }, { configuration, ...kind }, production);
  return { postgres, production };
}

/** Its age, and what of it is not asked of the server of a rehearsal. */
function productionLines(production: ResolvedProduction | null, now: Date): string[] {
  if (!production?.known || production.file === null) return [];
  const { capturedAt, server, tables, migrations } = production.known;
  const days = productionAge(capturedAt, now.toISOString());
  const age =
    days !== null && days < 0 ? 'a date that lies ahead' : `${days} ${days === 1 ? 'day' : 'days'} ago`;
  const left = Object.entries(server.settings).filter(([name]) => !rehearsedSettings.includes(name));
  const histories = migrations.map(({ tool, table }) => `${tool} in ${table}`).join(', ');
  return [
    `\nProduction, from ${displayPath(production.file)}`,
    `  captured  ${capturedAt}, ${age}`,
    `  server    PostgreSQL ${server.version}${server.standby ? ', a standby' : ''}`,
    `  tables    ${Object.keys(tables).length}`,
    `  history   ${histories || 'none that is known'}`,
    ...(left.length === 0
      ? []
      : [`  left to this machine: ${left.map(([name, value]) => `${name} = ${value}`).join(', ')}`]),
    'What a server cannot give of it is left to the server, and is a finding of parity.',
  ];
}

function settingsOf(postgres: Postgres): [string, string][] {
  const { server, version, encoding, locale, timezone, image, extensions, settings } = postgres;
  return [
    ['server', server ?? 'first that fits'],
    ['version', version ?? 'any'],
    ['encoding', encoding],
    ['locale', locale],
    ['timezone', timezone],
    ['image', image ?? 'by version'],
    ['extensions', extensions.join(', ') || 'none'],
    ...Object.entries(settings).map(([name, value]): [string, string] => [`settings.${name}`, value]),
  ];
}
