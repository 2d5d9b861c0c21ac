import { resolve } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import { parseSize, sizeNotation } from '../units.ts';
import { defaultNow, defaultRowsPerTable } from './defaults.ts';
import type { Overrides } from './Overrides.ts';
import type { ResolvedProduction, ResolvedScenario } from './ResolvedScenario.ts';
import { resolveBudgets, resolveThresholds } from './resolveBudgets.ts';
import { probeByFlag, resolveProbe } from './resolveLongTransactions.ts';
import { resolveMigrations } from './resolveMigrations.ts';
import { resolvePostgres } from './resolvePostgres.ts';
import { resolveRun, scaledRows } from './resolveRun.ts';
import { fitName, nameNotation, nameOfDirectory, namePattern } from './scenarioName.ts';

export interface ZeroConfig {
  /** `--migrations`: absolute, or relative to the working directory. */
  migrations: string;
  /** `--rows`: of each table, at scale 1. */
  rows?: number;
  /** `--size`: bytes of all tables together, at scale 1, in PostgreSQL's notation. */
  size?: string;
  /** `--name`. */
  name?: string;
  /** What is known of production; default: nothing. */
  production?: ResolvedProduction | null;
  /** What relative paths start from; default: the process's working directory. */
  cwd?: string;
}

/** A scenario without a file: every table that the base has gets rows, and the last migration is pending unless a flag says otherwise. Throws `usage/name`, `usage/rows` or `usage/size`. */
export function zeroConfigScenario(asked: ZeroConfig, overrides: Overrides): ResolvedScenario {
  const directory = resolve(asked.cwd ?? process.cwd());
  const migrations = resolve(directory, asked.migrations);
  const { configuration } = overrides;
  const run = resolveRun(overrides);
  const production = asked.production ?? null;
  return {
    name: nameOf(asked.name, migrations),
    description: '',
    tags: [],
    file: null,
    module: null,
    directory,
    postgres: resolvePostgres({ file: null, postgres: {} }, overrides, production),
    base: { kind: 'migrations' },
    prepare: { before: [], after: [] },
    migrations: resolveMigrations(
      { directory: migrations },
      overrides,
      directory,
      () => 'default: the last migration',
    ),
    data: [],
    rowsPerTable: scaledRows(rowsOf(asked.rows), run.scale),
    totalBytes: sizeOf(asked, run.scale),
    dataSource: null,
    fixtures: [],
    now: Date.parse(defaultNow),
    queries: [],
    notes: [],
    traffic: [],
    longTransactions: [],
    probeMs: resolveProbe(probeByFlag(overrides), configuration?.probeMs),
    production,
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

function sizeOf({ rows, size }: ZeroConfig, scale: number): number | null {
  if (size === undefined) return null;
  if (rows !== undefined)
    throw new PgrehearseError('usage/size', '--rows and --size exclude each other', {
      detail: `Found --rows ${rows} and --size '${size}'.`,
      source: '--rows, --size',
      hint: 'Give one of them: --rows of each table, or --size of all together.',
    });
  const bytes = parseSize(/^\d+$/.test(size) ? Number(size) : size) ?? 0;
  if (bytes > 0) return bytes * scale;
  throw new PgrehearseError('usage/size', `--size: expected ${sizeNotation}, found '${size}'`, {
    source: '--size',
    hint: "Give the size of all tables together, such as '8 GB'.",
  });
}
