import { dirname, resolve } from 'node:path';
import { checkFiles } from './checking/checkFiles.ts';
import { checkScenario } from './checking/checkScenario.ts';
import { invalidFile } from './checking/invalidFile.ts';
import type { CheckedScenario } from './checking/scenarioSchema.ts';
import { defaultNow } from './defaults.ts';
import { displayPath } from './displayPath.ts';
import type { BundleOptions } from './loading/bundleModule.ts';
import { loadDefault } from './loading/loadDefault.ts';
import type { Overrides } from './Overrides.ts';
import { declareAsProduction } from './production/declareAsProduction.ts';
import { resolveProduction } from './production/resolveProduction.ts';
import type { ResolvedScenario } from './ResolvedScenario.ts';
import { resolveBudgets, resolveThresholds } from './resolveBudgets.ts';
import { resolvePostgres } from './resolvePostgres.ts';
import { resolveQueries } from './resolveQueries.ts';
import { pendingByFlag, resolveRun, scaledRows } from './resolveRun.ts';
import type { Budgets, PendingSpec, PostgresSpec, Thresholds } from './Scenario.ts';

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
  const checked = await checkScenario(await loadDefault(absolute, options), absolute);
  const directory = dirname(absolute);
  const base = resolveBase(checked.base, directory);
  const fixtures = (checked.fixtures ?? []).map((path) => resolve(directory, path));
  const problems = await checkFiles([
    ...(base.kind === 'schema' ? [{ field: 'base.schema', path: base.file }] : []),
    ...fixtures.map((path, i) => ({ field: `fixtures[${i}]`, path })),
  ]);
  if (problems.length > 0) throw invalidFile('scenario', absolute, problems);

  const data = resolveData(checked.data ?? [], run.scale);
  const { configuration } = overrides;
  const production = await resolveProduction(checked.production, directory, configuration);
  declareAsProduction(data.data, production);
  return {
    name: checked.name,
    description: checked.description ?? '',
    tags: checked.tags ?? [],
    file: absolute,
    directory,
    // Zod's optional fields may be undefined where ours are absent; both mean the same here and below.
    postgres: resolvePostgres(
      { file: absolute, postgres: (checked.postgres ?? {}) as PostgresSpec },
      overrides,
      production,
    ),
    base,
    migrations: {
      directory: resolve(directory, checked.migrations.directory),
      ...(pendingByFlag(overrides) ?? {
        pending: (checked.migrations.pending ?? { last: 1 }) as PendingSpec,
        pendingOrigin: `migrations.pending in ${displayPath(absolute)}`,
      }),
    },
    ...data,
    fixtures,
    now: Date.parse(checked.now ?? defaultNow),
    ...resolveQueries(checked),
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
  return { kind: 'schema', file: resolve(directory, base.schema) };
}

function resolveData(
  data: NonNullable<CheckedScenario['data']>,
  scale: number,
): Pick<ResolvedScenario, 'data' | 'rowsPerTable'> {
  if ('auto' in data) return { data: [], rowsPerTable: scaledRows(data.auto.rows, scale) };
  return {
    data: data.map(({ table, rows }) => ({ table, rows: scaledRows(rows, scale) })),
    rowsPerTable: null,
  };
}
