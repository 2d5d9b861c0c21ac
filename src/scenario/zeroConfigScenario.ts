import { resolve } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import { defaultNow, defaultRowsPerTable } from './defaults.ts';
import type { Overrides } from './Overrides.ts';
import type { ResolvedScenario } from './ResolvedScenario.ts';
import { resolveBudgets, resolveThresholds } from './resolveBudgets.ts';
import { resolvePostgres } from './resolvePostgres.ts';
import { pendingByFlag, resolveRun, scaledRows } from './resolveRun.ts';
import { fitName, nameNotation, nameOfDirectory, namePattern } from './scenarioName.ts';

export interface ZeroConfig {
  /** `--migrations`: absolute, or relative to the working directory. */
  migrations: string;
  /** `--rows`: of each table, at scale 1. */
  rows?: number;
  /** `--name`. */
  name?: string;
  /** What relative paths start from; default: the process's working directory. */
  cwd?: string;
}

/** A scenario without a file: every table that the base has gets rows, and the last migration is pending unless a flag says otherwise. Throws `usage/name` or `usage/rows`. */
export function zeroConfigScenario(asked: ZeroConfig, overrides: Overrides): ResolvedScenario {
  const directory = resolve(asked.cwd ?? process.cwd());
  const migrations = resolve(directory, asked.migrations);
  const { configuration } = overrides;
  const run = resolveRun(overrides);
  return {
    name: nameOf(asked.name, migrations),
    description: '',
    tags: [],
    file: null,
    module: null,
    directory,
    postgres: resolvePostgres({ file: null, postgres: {} }, overrides),
    base: { kind: 'migrations' },
    migrations: {
      directory: migrations,
      ...(pendingByFlag(overrides) ?? { pending: { last: 1 }, pendingOrigin: 'default: the last migration' }),
    },
    data: [],
    rowsPerTable: scaledRows(rowsOf(asked.rows), run.scale),
    dataSource: null,
    fixtures: [],
    now: Date.parse(defaultNow),
    queries: [],
    traffic: [],
    production: null,
    budgets: resolveBudgets(configuration?.budgets ?? {}),
    accept: [],
    thresholds: resolveThresholds(configuration?.thresholds ?? {}),
    ...run,
  };
}

function nameOf(given: string | undefined, migrations: string): string {
  if (given === undefined) return nameOfDirectory(migrations);
  if (namePattern.test(given)) return given;
  throw new PgrehearseError('usage/name', `--name: expected ${nameNotation}, found '${given}'`, {
    source: '--name',
    hint: `Give a name such as '${fitName(given) || 'nightly'}'.`,
  });
}

function rowsOf(rows: number = defaultRowsPerTable): number {
  if (Number.isSafeInteger(rows) && rows > 0) return rows;
  throw new PgrehearseError('usage/rows', `--rows: expected a positive whole number, found ${rows}`, {
    source: '--rows',
    hint: 'Give the number of rows that each table gets, such as 1000000.',
  });
}
