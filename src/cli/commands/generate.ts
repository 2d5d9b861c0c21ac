import { join } from 'node:path';
import { exportTables } from '../../dataset/export/exportTables.ts';
import { exportFormats } from '../../dataset/export/loadScript.ts';
import { PgrehearseError } from '../../errors.ts';
import { selectPending } from '../../migrations/selectPending.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import { databaseUrlOf } from '../../server/connection/databaseUrlOf.ts';
import { parseDatabaseUrl } from '../../server/url/parseDatabaseUrl.ts';
import { formatSize } from '../../units.ts';
import { defineCommand } from '../Command.ts';
import { checkFolders, checkTemporaryFolder } from '../checkFolders.ts';
import { chooseScenarios, type Loaded } from '../chooseScenarios.ts';
import { keepUntilInterrupted } from '../keepUntilInterrupted.ts';
import { loadDataset } from '../loadDataset.ts';
import { Progress } from '../Progress.ts';
import {
  dataOptions,
  outputOptions,
  serverOptions,
  verboseOption,
  zeroConfigOptions,
} from '../sharedOptions.ts';
import { withFile } from '../withFile.ts';
import { withServer } from '../withServer.ts';

export const generateCommand = defineCommand({
  command: 'generate [scenario]',
  describe: 'Load a scenario’s data, and leave the database up or write its rows to files',
  positionals: {
    scenario: { type: 'string', describe: 'Its name, folder or file; default: the only one that is found' },
  },
  options: {
    ...dataOptions,
    ...serverOptions,
    ...zeroConfigOptions,
    format: {
      choices: exportFormats,
      describe: 'Write files for COPY and a load.sql, instead of leaving the database up until Ctrl-C',
    },
    output: {
      ...outputOptions.output,
      describe: 'With --format: the files lie in data/<scenario>/ under it',
    },
    quiet: { alias: 'q', type: 'boolean', default: false, describe: 'Print only where the data is' },
    ...verboseOption,
  },
  async run(args, context) {
    if (args.databaseUrl !== undefined) parseDatabaseUrl(args.databaseUrl);
    await checkTemporaryFolder();
    const named = args.scenario === undefined ? [] : [args.scenario];
    const { scenarios } = await chooseScenarios({ ...args, scenario: named });
    const scenario = theOnly(scenarios);
    const folder = join(args.output, 'data', scenario.name);
    if (args.format) await checkFolders({ path: folder, setting: '--output' });
    const selection = await selectPending(scenario);
    const progress = new Progress(context.terminal, args);
    const run = {
      scenario,
      databaseUrl: args.databaseUrl ?? null,
      disposable: args.yesThisServerIsDisposable,
      progress,
      cleanup: context.cleanup,
    };
    await withServer(run, async (server) => {
      const dataset = await loadDataset(server, scenario, selection, progress).catch((error: unknown) => {
        throw withFile(error, scenario);
      });
      const database = await dataset.clone('generated');
      for (const { table, reason } of dataset.unfilled) progress.say(`not filled: ${table}: ${reason}`);
      if (!args.format) {
        context.terminal.out(`${databaseUrlOf(server.connection, database)}\n`);
        return keepUntilInterrupted('The database is up. Ctrl-C removes it.', context);
      }
      progress.stage('files');
      const client = await server.connect(database, { applicationName: 'pgrehearse export' });
      const files = await exportTables(client, folder, args.format, {
        step: (text) => progress.update(text),
      }).finally(() => client.end());
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      progress.done(`${files.length} files, ${formatSize(bytes)}`);
      context.terminal.out(`${displayPath(folder)}\n`);
    });
  },
});

function theOnly(scenarios: readonly Loaded[]): ResolvedScenario {
  const [first] = scenarios;
  if (scenarios.length !== 1 || first === undefined) {
    throw new PgrehearseError('usage/one-scenario', 'generate loads one scenario at a time', {
      detail: `Found ${scenarios.map(({ name }) => name).join(', ')}.`,
      hint: 'Name one of them.',
    });
  }
  if ('error' in first) throw first.error;
  return first.scenario;
}
