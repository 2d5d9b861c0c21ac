import { dirname, resolve } from 'node:path';
import { parseSize } from '../units.ts';
import { checkFiles } from './checking/checkFiles.ts';
import { checkScenario } from './checking/checkScenario.ts';
import { invalidFile } from './checking/invalidFile.ts';
import type { CheckedScenario } from './checking/scenarioSchema.ts';
import type { TableRows } from './columns/TableDeclaration.ts';
import { defaultNow, defaultRowsPerTable } from './defaults.ts';
import { displayPath } from './displayPath.ts';
import type { BundleOptions } from './loading/bundleModule.ts';
import { loadModule } from './loading/loadDefault.ts';
import type { Overrides } from './Overrides.ts';
import { declareAsProduction } from './production/declareAsProduction.ts';
import { resolveProduction } from './production/resolveProduction.ts';
import type { ResolvedScenario } from './ResolvedScenario.ts';
import { resolveBudgets, resolveThresholds } from './resolveBudgets.ts';
import { checkCommandBase } from './resolveCommand.ts';
import { probeByFlag, resolveLongTransactions, resolveProbe } from './resolveLongTransactions.ts';
import { resolveMigrations } from './resolveMigrations.ts';
import { resolvePostgres } from './resolvePostgres.ts';
import { resolveRun, scaledRows } from './resolveRun.ts';
import type { Budgets, MigrationsSpec, PostgresSpec, Thresholds } from './Scenario.ts';

/**
 * Loads, checks and completes a scenario file. Throws `scenario/…` for what its author can correct, `usage/…` for
 * flags that do not fit.
 */
export async function loadScenario(
  file: string,
  overrides: Overrides,
  options: Pick<BundleOptions, 'copy'> = {},
): Promise<ResolvedScenario> {
  const absolute = resolve(file);
  const run = resolveRun(overrides);
  const { exported, module } = await loadModule(absolute, options);
  const directory = dirname(absolute);
  const { checked, resolved } = await checkScenario(exported, { file: absolute, directory });
  const base = resolveBase(checked.base, directory);
  const prepare = resolvePrepare(checked.prepare, directory);
  const fixtures = (checked.fixtures ?? []).map((path) => resolve(directory, path));
  const data = resolveData(checked.data ?? [], run.scale, directory);
  const problems = await checkFiles([
    ...(base.kind === 'schema' && base.at === null ? [{ field: 'base.schema', path: base.file }] : []),
    ...preparedFiles(prepare),
    ...fixtures.map((path, i) => ({ field: `fixtures[${i}]`, path })),
    ...filesOf(data.dataSource),
  ]);
  problems.push(...checkCommandBase(checked));
  if (problems.length > 0) throw invalidFile('scenario', absolute, problems);

  const { configuration } = overrides;
  const production = await resolveProduction(checked.production, directory, configuration);
  declareAsProduction(data.data, production);
  return {
    name: checked.name,
    description: checked.description ?? '',
    tags: checked.tags ?? [],
    file: absolute,
    module,
    directory,
    // Zod's optional fields may be undefined where ours are absent; both mean the same here and below.
    postgres: resolvePostgres(
      { file: absolute, postgres: (checked.postgres ?? {}) as PostgresSpec },
      overrides,
      production,
    ),
    base,
    prepare,
    migrations: resolveMigrations(
      checked.migrations as MigrationsSpec,
      overrides,
      directory,
      (field) => `${field} in ${displayPath(absolute)}`,
    ),
    ...data,
    fixtures,
    now: Date.parse(checked.now ?? defaultNow),
    ...resolved,
    longTransactions: resolveLongTransactions(checked.longTransactions),
    probeMs: resolveProbe(probeByFlag(overrides), checked.queueProbe, configuration?.probeMs),
    production,
    budgets: resolveBudgets((checked.budgets ?? {}) as Budgets, configuration?.budgets ?? {}),
    accept: checked.accept ?? [],
    thresholds: resolveThresholds(
      (checked.thresholds ?? {}) as Partial<Thresholds>,
      configuration?.thresholds ?? {},
    ),
    ...run,
  };
}

function resolveBase(base: CheckedScenario['base'], directory: string): ResolvedScenario['base'] {
  if (base === undefined || base === 'migrations') return { kind: 'migrations' };
  if ('command' in base) return { kind: 'command', command: base.command };
  return { kind: 'schema', file: resolve(directory, base.schema), at: base.at ?? null };
}

function resolvePrepare(prepare: CheckedScenario['prepare'], directory: string): ResolvedScenario['prepare'] {
  const { before = [], after = [] } = Array.isArray(prepare) ? { before: prepare } : (prepare ?? {});
  const steps = (given: typeof before) =>
    given.map((step) =>
      typeof step === 'string'
        ? ({ kind: 'file', file: resolve(directory, step) } as const)
        : ({ kind: 'command', command: step.command } as const),
    );
  return { before: steps(before), after: steps(after) };
}

function preparedFiles(prepare: ResolvedScenario['prepare']): Parameters<typeof checkFiles>[0] {
  return (['before', 'after'] as const).flatMap((when) =>
    prepare[when].flatMap((step, i) =>
      step.kind === 'file' ? [{ field: `prepare.${when}[${i}]`, path: step.file }] : [],
    ),
  );
}

function resolveData(
  data: NonNullable<CheckedScenario['data']>,
  scale: number,
  directory: string,
): Pick<ResolvedScenario, 'data' | 'rowsPerTable' | 'totalBytes' | 'dataSource'> {
  const none = { data: [], rowsPerTable: null, totalBytes: null, dataSource: null };
  const scaled = (tables: readonly TableRows[]) =>
    tables.map((one) => ({ ...one, rows: scaledRows(one.rows, scale) }));
  if ('auto' in data) {
    const { rows = defaultRowsPerTable, size, tables = [] } = data.auto;
    const totalBytes = size === undefined ? null : parseSize(size)! * scale;
    return { ...none, data: scaled(tables), rowsPerTable: scaledRows(rows, scale), totalBytes };
  }
  if ('restore' in data)
    return { ...none, dataSource: { kind: 'restore', path: resolve(directory, data.restore) } };
  if ('command' in data) {
    const inputs = (data.inputs ?? []).map((path) => resolve(directory, path));
    return { ...none, dataSource: { kind: 'command', command: data.command, inputs } };
  }
  return { ...none, data: scaled(data) };
}

/** A dump may be a folder, and so may be what a command reads. */
function filesOf(source: ResolvedScenario['dataSource']): Parameters<typeof checkFiles>[0] {
  if (source === null) return [];
  if (source.kind === 'restore') return [{ field: 'data.restore', path: source.path, orFolder: true }];
  return source.inputs.map((path, i) => ({ field: `data.inputs[${i}]`, path, orFolder: true }));
}
