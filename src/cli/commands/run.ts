import { PgrehearseError } from '../../errors.ts';
import { parseDatabaseUrl } from '../../server/url/parseDatabaseUrl.ts';
import { again } from '../again.ts';
import { defineCommand } from '../Command.ts';
import { checkTemporaryFolder } from '../checkFolders.ts';
import { checkMigrations } from '../checkMigrations.ts';
import { chooseScenarios } from '../chooseScenarios.ts';
import { dryRun } from '../dryRun.ts';
import { parseTimeLimit } from '../parseTimeLimit.ts';
import { present } from '../present.ts';
import { runScenarios } from '../runScenarios.ts';
import {
  dataOptions,
  judgingOptions,
  outputOptions,
  parseFailOn,
  probeOption,
  serverOptions,
  verboseOption,
  zeroConfigOptions,
} from '../sharedOptions.ts';
import { parseReporter } from '../writeReports.ts';

export const runCommand = defineCommand({
  command: ['run [scenario..]', '$0'],
  describe: 'Rehearse scenarios (default: all that are found)',
  positionals: {
    scenario: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Names, folders or files; default: scenarios/*/scenario.ts and scenario.ts',
    },
  },
  options: {
    ...dataOptions,
    repeat: { type: 'number', describe: 'Clones that the pending migrations are applied to' },
    ...serverOptions,
    ...zeroConfigOptions,
    ...probeOption,
    ...judgingOptions,
    history: { type: 'string', describe: 'The folder of the nights; default: history under --output' },
    only: { type: 'string', array: true, describe: 'Only scenarios that carry one of these tags' },
    'time-limit': {
      type: 'string',
      describe: "Such as '30 min': then repeats, rollback, latency and afterDeploy are dropped",
    },
    'dry-run': {
      type: 'boolean',
      default: false,
      describe: 'Print rows, disk and time expected, and load nothing',
    },
    'keep-database': {
      type: 'boolean',
      default: false,
      describe: 'Keep a clone of the loaded data until Ctrl-C',
    },
    ...outputOptions,
    'target-url': { type: 'string', hidden: true },
    ...verboseOption,
  },
  async run(args, context) {
    if (args.targetUrl !== undefined) throw refusesProduction();
    const failOn = parseFailOn(args.failOn);
    const timeLimitMs = parseTimeLimit(args.timeLimit);
    if (args.databaseUrl !== undefined) parseDatabaseUrl(args.databaseUrl);
    await checkTemporaryFolder();
    const chosen = await chooseScenarios(args);
    await checkMigrations(chosen.scenarios);
    const reporters = [...chosen.reporters, ...args.reporter.map(parseReporter)];
    if (args.dryRun) {
      const how = { databaseUrl: args.databaseUrl ?? null, disposable: args.yesThisServerIsDisposable };
      return dryRun(chosen.scenarios, { ...args, ...how }, context);
    }
    const result = await runScenarios(chosen, { ...args, timeLimitMs }, context);
    const { output, json, quiet } = args;
    const how = { output, reporters, failOn, json, quiet, again: again(context.argv) };
    context.exitCode = await present(result, how, context.terminal);
  },
});

/** Production is read by preflight and capture only; a rehearsal writes. */
function refusesProduction(): PgrehearseError {
  return new PgrehearseError('usage/target-url', 'run never takes --target-url, which names production', {
    detail: 'A rehearsal creates databases, loads rows and applies migrations.',
    hint: 'Leave it out: a server is started for you. For a disposable server of your own use --database-url.',
  });
}
