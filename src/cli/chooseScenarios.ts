import { basename, dirname, join, resolve } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import type { LoadedConfiguration } from '../scenario/Configuration.ts';
import { findScenarios } from '../scenario/findScenarios.ts';
import { loadConfiguration } from '../scenario/loadConfiguration.ts';
import { loadScenario } from '../scenario/loadScenario.ts';
import type { Overrides } from '../scenario/Overrides.ts';
import { resolveProduction } from '../scenario/production/resolveProduction.ts';
import { queriesByFlag } from '../scenario/queriesByFlag.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { probeByFlag } from '../scenario/resolveLongTransactions.ts';
import { placeholdersByFlag, runnerByFlag } from '../scenario/resolveMigrations.ts';
import { pendingByFlag, resolveRun } from '../scenario/resolveRun.ts';
import type { ServerKind } from '../scenario/Scenario.ts';
import { zeroConfigScenario } from '../scenario/zeroConfigScenario.ts';
import { type ChosenReporter, parseReporter } from './writeReports.ts';

export interface ScenarioFlags {
  scenario: string[];
  scale?: number | undefined;
  repeat?: number | undefined;
  seed?: number | undefined;
  server?: ServerKind | undefined;
  databaseUrl?: string | undefined;
  runner?: string | undefined;
  placeholder?: string[] | undefined;
  queueProbe?: string | undefined;
  pendingFrom?: string | undefined;
  pendingSince?: string | undefined;
  pendingProduction?: boolean | undefined;
  migrations?: string | undefined;
  rows?: number | undefined;
  size?: string | undefined;
  queries?: string[] | undefined;
  workload?: string | undefined;
  name?: string | undefined;
  only?: string[] | undefined;
}

/** A scenario, or why it cannot be loaded. */
export type Loaded = { name: string; file: string | null; scenario: ResolvedScenario } | Unloadable;
export interface Unloadable {
  name: string;
  file: string | null;
  error: PgrehearseError;
}

export interface ChosenScenarios {
  scenarios: Loaded[];
  configuration: LoadedConfiguration | null;
  /** Of the configuration. */
  reporters: ChosenReporter[];
}

/** What the command line asks for, completed by the configuration. One file that cannot be loaded does not hide the others. */
export async function chooseScenarios(flags: ScenarioFlags): Promise<ChosenScenarios> {
  const cwd = process.cwd();
  const configuration = await loadConfiguration(cwd);
  const overrides = overridesOf(flags, configuration);
  // A flag that cannot be is the run's mistake, not one of each scenario's.
  resolveRun(overrides);
  pendingByFlag(overrides);
  runnerByFlag(overrides);
  placeholdersByFlag(overrides);
  probeByFlag(overrides);
  const scenarios =
    flags.migrations === undefined
      ? await fromFiles(flags, cwd, overrides)
      : [await withoutFile(flags, cwd, overrides)];
  const reporters = (configuration?.reporters ?? []).map(({ name, file }) => ({
    ...parseReporter(name),
    file,
  }));
  return { scenarios, configuration, reporters };
}

/** Where a scenario's baseline is kept, unless --baseline says otherwise. */
export function baselineFileOf(
  { name, file }: { name: string; file: string | null },
  configuration: LoadedConfiguration | null,
): string {
  if (configuration?.baseline) return join(configuration.baseline, `${name}.json`);
  if (file === null) return resolve('pgrehearse.baseline.json');
  // Several scenario files in one folder must not share one file's name by accident.
  return join(dirname(file), /^scenario\./.test(basename(file)) ? 'baseline.json' : `${name}.baseline.json`);
}

async function fromFiles(flags: ScenarioFlags, cwd: string, overrides: Overrides): Promise<Loaded[]> {
  const { rows, size, name: called, queries, workload } = flags;
  const alone = Object.entries({ rows, size, name: called, queries, workload }).find(
    ([, value]) => value !== undefined,
  );
  if (alone) {
    throw new PgrehearseError(
      'usage/without-migrations',
      '--rows, --size, --queries, --workload and --name go with --migrations',
      { hint: 'Give --migrations DIRECTORY, or set these in the scenario’s file.' },
    );
  }
  const found = await findScenarios(flags.scenario, cwd, overrides.configuration);
  const loaded: Loaded[] = [];
  for (const { name, file } of found) {
    try {
      loaded.push({ name, file, scenario: await loadScenario(file, overrides) });
    } catch (error) {
      if (!(error instanceof PgrehearseError)) throw error;
      loaded.push({ name, file, error });
    }
  }
  const tags = (flags.only ?? []).flatMap((text) => text.split(','));
  const chosen = loaded.filter(
    (one) => tags.length === 0 || 'error' in one || one.scenario.tags.some((tag) => tags.includes(tag)),
  );
  if (chosen.length > 0) return chosen;
  const known = new Set(loaded.flatMap((one) => ('error' in one ? [] : one.scenario.tags)));
  throw new PgrehearseError('usage/only', `no scenario carries the tag ${tags.join(' or ')}`, {
    source: '--only',
    detail: `The tags are ${[...known].join(', ') || 'none'}.`,
    hint: 'Give one of these, or leave --only out.',
  });
}

async function withoutFile(flags: ScenarioFlags, cwd: string, overrides: Overrides): Promise<Loaded> {
  if (flags.scenario.length > 0) {
    throw new PgrehearseError(
      'usage/scenario-and-migrations',
      'a scenario and --migrations exclude each other',
      {
        detail: `Found the scenario ${flags.scenario.join(', ')} and --migrations ${flags.migrations}.`,
        hint: 'Leave one of them out.',
      },
    );
  }
  const { migrations, rows, size, name } = flags;
  const asked = {
    migrations: migrations!,
    production: await resolveProduction(undefined, cwd, overrides.configuration),
    ...(rows === undefined ? {} : { rows }),
    ...(size === undefined ? {} : { size }),
    ...(name === undefined ? {} : { name }),
  };
  const blank = zeroConfigScenario(asked, overrides);
  const scenario = { ...blank, ...(await queriesByFlag(flags, blank)) };
  return { name: scenario.name, file: null, scenario };
}

function overridesOf(flags: ScenarioFlags, configuration: LoadedConfiguration | null): Overrides {
  const {
    scale,
    seed,
    repeat: repeats,
    server,
    databaseUrl,
    runner,
    placeholder: placeholders,
    queueProbe,
    pendingFrom,
    pendingSince,
    pendingProduction,
  } = flags;
  if (server !== undefined && server !== 'url' && databaseUrl !== undefined) {
    throw new PgrehearseError(
      'usage/server-and-url',
      `--server ${server} and --database-url exclude each other`,
      {
        hint: 'Leave one of them out.',
      },
    );
  }
  const kind: Overrides['server'] =
    databaseUrl !== undefined
      ? { kind: 'url', flag: '--database-url' }
      : server && { kind: server, flag: '--server' };
  const given = {
    scale,
    seed,
    repeats,
    runner,
    placeholders,
    queueProbe,
    pendingFrom,
    pendingSince,
    pendingProduction,
    server: kind,
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { configuration, ...(Object.fromEntries(set) as Omit<Overrides, 'configuration'>) };
}
