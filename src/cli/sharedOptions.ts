import type { Options } from 'yargs';
import { PgrehearseError } from '../errors.ts';
import { type FailOn, failOnWords } from '../findings/exitCodeOf.ts';
import { runnerNames } from '../scenario/runnerNames.ts';
import { serverKinds } from '../scenario/Scenario.ts';

/** Options of every command that judges. */
export const judgingOptions = {
  baseline: { type: 'string', describe: 'The baseline’s file, instead of the one beside each scenario' },
  accept: {
    type: 'boolean',
    default: true,
    describe: 'Honour what scenarios accept; --no-accept shows it failing',
  },
  'fail-on': {
    type: 'string',
    array: true,
    default: ['regression', 'budget'],
    describe: `What makes the exit code 1 (or 5): ${failOnWords.join(', ')}`,
  },
} as const satisfies Record<string, Options>;

/** Options of every command that writes files. */
export const outputOptions = {
  output: {
    type: 'string',
    default: '.pgrehearse',
    describe: 'The folder of report.html, result.json, evidence/ and history/',
  },
  reporter: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'More reports: name or name=file',
  },
  json: {
    type: 'boolean',
    default: false,
    describe: 'Print the result as JSON, and nothing else, on standard output',
  },
  quiet: { alias: 'q', type: 'boolean', default: false, describe: 'Print only where the report lies' },
} as const satisfies Record<string, Options>;

/** Options of every command that loads a scenario's data. */
export const dataOptions = {
  scale: { type: 'number', describe: 'Of the scenario’s rows: 0.01 is a quick look, 10 a real night' },
  seed: { type: 'number', describe: 'Of the generated rows' },
} as const satisfies Record<string, Options>;

/** What is rehearsed, said on the command line. */
export const zeroConfigOptions = {
  'pending-from': { type: 'string', describe: 'The first pending migration: its id, or its leading number' },
  'pending-since': { type: 'string', describe: 'A git revision: migrations added since are pending' },
  'pending-production': {
    type: 'boolean',
    describe: 'What production.json does not list as applied is pending',
  },
  runner: {
    type: 'string',
    describe: `As which tool's the migrations are run; default: what the directory looks like. One of ${runnerNames.join(', ')}`,
  },
  placeholder: {
    type: 'string',
    array: true,
    describe: 'A value that the runner fills in, such as schema=app',
  },
  migrations: { type: 'string', describe: 'Without a scenario file: the directory of migrations' },
  rows: { type: 'number', describe: 'With --migrations: rows in each table' },
  size: {
    type: 'string',
    describe: "With --migrations, instead of --rows: of all tables together, such as '8 GB'",
  },
  queries: {
    type: 'string',
    array: true,
    describe: 'With --migrations: .sql files with key queries, folders and patterns of them',
  },
  workload: {
    type: 'string',
    describe: 'With --migrations: an export of pg_stat_statements (CSV or JSON) to take key queries from',
  },
  name: { type: 'string', describe: 'With --migrations: what the run is called' },
} as const satisfies Record<string, Options>;

/** What a run adds to what its scenarios say. */
export const probeOption = {
  'queue-probe': {
    type: 'string',
    describe: "How long the probe of the lock queue holds each relation, such as '2 s', or off",
  },
} as const satisfies Record<string, Options>;

export const verboseOption = {
  verbose: {
    alias: 'v',
    type: 'boolean',
    default: false,
    describe: 'Print every step on a line of its own',
  },
} as const satisfies Record<string, Options>;

/** Options of every command that opens a server. */
export const serverOptions = {
  server: {
    choices: serverKinds,
    describe: 'Which PostgreSQL; default: the first that fits of embedded, container, binaries',
  },
  'database-url': { type: 'string', describe: 'A disposable server, used instead of starting one' },
  'yes-this-server-is-disposable': {
    type: 'boolean',
    default: false,
    describe: 'Use --database-url although the server has other databases',
  },
} as const satisfies Record<string, Options>;

/** `--fail-on regression,budget` and `--fail-on regression --fail-on budget` are the same. */
export function parseFailOn(given: readonly string[]): FailOn[] {
  const words = given.flatMap((text) => text.split(',')).map((word) => word.trim());
  for (const word of words) {
    if (!(failOnWords as readonly string[]).includes(word)) {
      throw new PgrehearseError('usage/fail-on', `--fail-on does not know '${word}'`, {
        detail: `Expected a list of ${failOnWords.join(', ')}.`,
        hint: 'Write it as --fail-on regression,budget.',
      });
    }
  }
  return words as FailOn[];
}
